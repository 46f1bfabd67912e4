import { exitCodes, StrataError } from "./exit.ts";

/** Where a value stands in a file. Lines and columns count from 1. */
export interface Position {
  /** Path relative to the lab's root, such as `personas/home/gitea.yaml`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong in one place. */
export interface Fault {
  readonly at: Position;
  readonly message: string;
}

/** `file:line:column`, as editors and terminals link it. */
export function place({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

/** Every fault of every file of a lab, one line each and a closing count. */
export class Faults extends StrataError {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(exitCodes.wrongInput, report(faults));
    this.name = "Faults";
    this.faults = faults;
  }
}

function report(faults: readonly Fault[]): string {
  const sorted = [...faults].sort(
    (a, b) => compare(a.at.file, b.at.file) || a.at.line - b.at.line || a.at.column - b.at.column,
  );
  const files = new Set(faults.map((fault) => fault.at.file)).size;
  return [
    ...sorted.map((fault) => `${place(fault.at)}: ${fault.message}`),
    `${count(faults.length, "fault")} in ${count(files, "file")}; nothing was written`,
  ].join("\n");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
