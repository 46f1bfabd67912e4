/** What the exit code of `strata` means; the same list stands in every command's help. */
export const exitCodes = {
  done: 0,
  wrongInput: 1,
  changesPending: 2,
  refused: 3,
  unreachable: 4,
  stepFailed: 5,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An end that a person should read in one line: what is wrong, where, and what to do. Never shown with a stack. */
export class StrataError extends Error {
  readonly exit: ExitCode;

  constructor(exit: ExitCode, message: string) {
    super(message);
    this.name = "StrataError";
    this.exit = exit;
  }
}
