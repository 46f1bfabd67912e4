import { FileError } from "../files/host-files.ts";
import type { CommandContext } from "../shell/system.ts";

/**
 * Hands each named file to `take`, or the input where none is named or the name is `-`. A file that cannot be read is complained
 * of, and the others are still taken.
 *
 * @returns 0, or 1 where a file could not be read
 */
export async function eachInput(
  name: string,
  operands: readonly string[],
  { files, input, complain }: CommandContext,
  take: (content: Buffer) => void,
): Promise<number> {
  let status = 0;
  for (const operand of operands.length > 0 ? operands : ["-"]) {
    try {
      take(operand === "-" ? await input.read() : await files.read(operand));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      complain(`${name}: ${operand}: ${error.reason}`);
      status = 1;
    }
  }
  return status;
}

/** The lines of a text, without their ends. */
export function lines(content: Buffer): string[] {
  const text = content.toString();
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
