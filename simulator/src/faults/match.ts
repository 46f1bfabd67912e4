/** Which events a fault meets. */
import type { FaultClass, Trigger } from "./fault-class.ts";

/** Something that happens in the cluster. `user` is asked only by a fault that names one. */
export type FaultEvent =
  | {
      readonly on: "request" | "ssh";
      readonly method: string;
      readonly path: string;
      readonly user: () => string | undefined;
    }
  | { readonly on: "task"; readonly type: string; readonly id: string; readonly user: () => string | undefined };

export type Matcher = (event: FaultEvent) => boolean;

/** @param pattern what the class or the trigger says, absent for any */
export function matcher(kind: FaultClass["kind"], pattern: string | undefined, { user }: Trigger): Matcher {
  const on = kind === "condition" ? "request" : kind;
  const named = pattern === undefined ? undefined : expression(pattern);
  const who = user === undefined ? undefined : expression(user);
  return (event) =>
    event.on === on &&
    (named === undefined || namesOf(event).some((name) => named.test(name))) &&
    (who === undefined || who.test(event.user() ?? ""));
}

/** The names by which an event is known, the most telling first. */
export const namesOf = (event: FaultEvent): readonly [string, string] =>
  event.on === "task" ? [`${event.type}:${event.id}`, event.type] : [`${event.method} ${event.path}`, event.path];

/** `*` stands for one part of a path, `**` for any rest. */
function expression(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("**", "\0").replaceAll("*", "[^/]*").replaceAll("\0", ".*")}$`);
}
