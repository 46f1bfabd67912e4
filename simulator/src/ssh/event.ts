/** Something that happened over SSH, for the journal. */
export interface SshEvent {
  readonly kind: "login" | "refused" | "exec" | "sftp";
  readonly node: string;
  readonly user: string;
  /** How the user logged in, the command line with its secrets masked, or the file operation and its path. */
  readonly detail: string;
  /** Exit status of a command. */
  readonly status?: number;
  /** Why it failed, or what of it is not simulated. */
  readonly message?: string;
}

/** A command line without what follows an option or variable that names a secret. */
export function masked(line: string): string {
  return line.replace(/((?:pass(?:word|wd)?|secret|token)\w*["']?(?:=|[ \t]+))("[^"]*"|'[^']*'|\S+)/gi, "$1***");
}
