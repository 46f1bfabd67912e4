import type { Command } from "../shell/system.ts";
import { parseArguments } from "./options.ts";

/** Counts the input's lines with `-l`, its bytes with `-c`. */
export const wc: Command = {
  name: "wc",
  path: "/usr/bin/wc",
  async run(context) {
    const parsed = parseArguments("wc", "lc", context);
    if (!parsed) return 2;
    if (parsed.operands.length > 0 || parsed.options.size !== 1) {
      context.notSimulated("wc other than -l or -c on the input");
      context.complain("wc: only -l or -c on the input is simulated");
      return 2;
    }
    const content = await context.input.read();
    const count = parsed.options.has("c") ? content.length : content.toString("latin1").split("\n").length - 1;
    context.print(`${count}\n`);
    return 0;
  },
};
