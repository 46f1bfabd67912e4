import { createHash } from "node:crypto";
import { FileError } from "../files/host-files.ts";
import type { Command } from "../shell/system.ts";
import { parseArguments } from "./options.ts";

/** SHA-256 of files, or of the input. */
export const sha256sum: Command = {
  name: "sha256sum",
  path: "/usr/bin/sha256sum",
  async run(context) {
    const parsed = parseArguments("sha256sum", "b", context);
    if (!parsed) return 2;
    let status = 0;
    for (const operand of parsed.operands.length > 0 ? parsed.operands : ["-"]) {
      try {
        const content = operand === "-" ? await context.input.read() : await context.files.read(operand);
        const mark = parsed.options.has("b") ? "*" : " ";
        context.print(`${createHash("sha256").update(content).digest("hex")} ${mark}${operand}\n`);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        context.complain(`sha256sum: ${operand}: ${error.reason}`);
        status = 1;
      }
    }
    return status;
  },
};
