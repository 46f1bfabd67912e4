/** Thrown to end the shell, or the function that is running, with a status. */
export class Leave {
  readonly what: "shell" | "function";
  readonly status: number;

  constructor(what: "shell" | "function", status: number) {
    this.what = what;
    this.status = status;
  }
}
