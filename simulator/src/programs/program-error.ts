import { PveError } from "../kernel/error.ts";

/** Ends a program of Proxmox: what it prints on the error output, and its exit status. */
export class ProgramError extends Error {
  readonly status: number;
  /** Whether the program's usage is printed below: what was asked for was wrong, not what came of it. */
  readonly usage: boolean;

  /** @param status default 255, with which Perl ends a program that dies */
  constructor(message: string, { status = 255, usage = false }: { status?: number; usage?: boolean } = {}) {
    super(message);
    this.status = status;
    this.usage = usage;
  }
}

/** A fault in how a program was called, with its usage. */
export const misuse = (message: string): ProgramError => new ProgramError(message, { usage: true });

/**
 * A refusal as Perl prints it when it ends a program: a plain one by its text, any other with its code before it and the faults of
 * the parameters below. The status is 255, or ENOENT where a configuration file was what was missing.
 */
export function refusalOf(
  status: number,
  message: string,
  errors: Readonly<Record<string, string>> = {},
): ProgramError {
  const lines = Object.entries(errors).map(([name, fault]) => `${name}: ${fault.trimEnd()}`);
  const first = status === 500 ? message : `${status} ${message}`;
  const isMissingFile = /^Configuration file '.*' does not exist$/.test(message);
  return new ProgramError([first, ...lines].join("\n"), { status: isMissingFile ? 2 : 255, usage: status === 400 });
}

/** Does what may be refused as by an endpoint. @throws ProgramError instead */
export function refusedAsProgram<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof PveError ? refusalOf(error.status, error.message, error.errors) : error;
  }
}
