import { FileError } from "../files/host-files.ts";
import type { UserFiles } from "../files/user-files.ts";

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "-eq": (a, b) => a === b,
  "-ne": (a, b) => a !== b,
  "-gt": (a, b) => a > b,
  "-ge": (a, b) => a >= b,
  "-lt": (a, b) => a < b,
  "-le": (a, b) => a <= b,
};

const TEXTS: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  "=": (a, b) => a === b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

const FILES: Readonly<Record<string, (path: string, files: UserFiles) => boolean>> = {
  "-e": (path, files) => files.find(path) !== undefined,
  "-f": (path, files) => files.find(path)?.kind === "file",
  "-d": (path, files) => files.find(path)?.kind === "directory",
  "-s": (path, files) => (files.find(path)?.size ?? 0) > 0,
  "-r": (path, files) => files.permits(path, "read"),
  "-w": (path, files) => files.permits(path, "write"),
};

/** What `test` or `[` says of its words (POSIX, at most one operator and a leading !), or why it cannot say. */
export function test(words: readonly string[], files: UserFiles): boolean | { readonly fault: string } {
  const [first = "", second = "", third = ""] = words;
  if (words.length === 0) return false;
  if (words.length === 1) return first !== "";
  if (words.length === 3) {
    const text = TEXTS[second];
    if (text) return text(first, third);
    const compare = COMPARISONS[second];
    if (compare) return numbers(first, third, compare);
  }
  if (first === "!") {
    const result = test(words.slice(1), files);
    return typeof result === "boolean" ? !result : result;
  }
  if (words.length === 2) return unary(first, second, files);
  return words.length === 3 ? { fault: `${second}: binary operator expected` } : { fault: "too many arguments" };
}

function unary(operator: string, operand: string, files: UserFiles): boolean | { readonly fault: string } {
  if (operator === "-z") return operand === "";
  if (operator === "-n") return operand !== "";
  const about = FILES[operator];
  return about ? answered(() => about(operand, files)) : { fault: `${operator}: unary operator expected` };
}

function numbers(
  a: string,
  b: string,
  compare: (a: number, b: number) => boolean,
): boolean | { readonly fault: string } {
  const wrong = [a, b].find((text) => !/^\s*[+-]?\d+\s*$/.test(text));
  return wrong === undefined ? compare(Number(a), Number(b)) : { fault: `${wrong}: integer expression expected` };
}

/** False where the file system refuses to say. */
function answered(check: () => boolean): boolean {
  try {
    return check();
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}
