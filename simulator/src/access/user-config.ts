/** Changes to users, groups, roles, grants and pools, which Proxmox makes under one lock with one wording of errors. */
import { PveError, refusal } from "../kernel/error.ts";

/**
 * Makes a change; whatever is wrong is told as a 500 that begins with what was tried.
 * Source: PVE::AccessControl, lock_user_config: it wraps even a refused parameter into a text.
 */
export function locked<T>(failure: string, change: () => T): T {
  try {
    return change();
  } catch (error) {
    if (!(error instanceof PveError)) throw error;
    throw refusal(`${failure}: ${spelled(error)}`);
  }
}

/** As PVE::Exception turns itself into a text. */
function spelled({ status, message, errors }: PveError): string {
  if (status === 500 && !errors) return message;
  const faults = Object.entries(errors ?? {}).map(([name, fault]) => `\n${name}: ${fault}`);
  return `${status} ${message}${faults.join("")}`;
}

type Filled<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** What is not empty: an empty text in the configuration file reads back as nothing. */
export function filled<T extends object>(fields: T): Filled<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, text]) => text !== undefined && text !== ""),
  ) as Filled<T>;
}
