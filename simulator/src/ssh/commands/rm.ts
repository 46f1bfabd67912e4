import { FileError } from "../files/host-files.ts";
import type { Command } from "../shell/system.ts";
import { parseArguments } from "./options.ts";

/** Removes files; `-f` is content where there is none. */
export const rm: Command = {
  name: "rm",
  path: "/usr/bin/rm",
  async run(context) {
    const parsed = parseArguments("rm", "f", context);
    if (!parsed) return 2;
    let status = 0;
    for (const operand of parsed.operands) {
      try {
        await context.files.remove(operand, "file");
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        if (error.code === "ENOENT" && parsed.options.has("f")) continue;
        context.complain(`rm: cannot remove '${operand}': ${error.reason}`);
        status = 1;
      }
    }
    return status;
  },
};
