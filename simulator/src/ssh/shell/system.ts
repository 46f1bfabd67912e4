import type { HostFiles } from "../files/host-files.ts";
import type { UserFiles } from "../files/user-files.ts";
import type { HostFacts, SshUser } from "../users.ts";
import type { Input, Streams } from "./streams.ts";

/** What a running command has. */
export interface CommandContext {
  /** Words after the command's name. */
  readonly args: readonly string[];
  /** Who runs it: the one who logged in, or root under sudo. */
  readonly user: SshUser;
  readonly environment: ReadonlyMap<string, string>;
  /** The node's files as the user may see them; relative paths start where the shell stands. */
  readonly files: UserFiles;
  readonly input: Input;
  /** Where it runs, to run something else there. */
  readonly place: Place;
  print(text: string | Buffer): void;
  /** Writes to the error output, a newline added. */
  complain(text: string): void;
  /** Says in the journal what a real node would do and this one does not. */
  notSimulated(what: string): void;
}

/** A program of the node. */
export interface Command {
  readonly name: string;
  /** Where it lies, such as /usr/sbin/qm; found there also through /sbin and /bin. */
  readonly path: string;
  /** Exit status, 0 for success. A `FileError` it throws is printed as `name: path: reason` and ends it with 1. */
  run(context: CommandContext): number | Promise<number>;
}

/** The node that a shell runs on. */
export interface System {
  readonly host: HostFacts;
  readonly users: readonly SshUser[];
  readonly files: HostFiles;
  readonly commands: readonly Command[];
  notSimulated(what: string): void;
}

/** Where and as whom commands run. */
export interface Place {
  readonly system: System;
  readonly user: SshUser;
  readonly directory: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly streams: Streams;
}
