import type { Command } from "../shell/system.ts";
import { eachInput, lines } from "./inputs.ts";
import { parseArguments } from "./options.ts";

/** Lines that hold a text. Patterns are not simulated: a text with a character that means something in one is refused. */
export const grep: Command = {
  name: "grep",
  path: "/usr/bin/grep",
  async run(context) {
    const parsed = parseArguments("grep", "qFv", context);
    const [text, ...operands] = parsed?.operands ?? [];
    if (!parsed || text === undefined) return 2;
    if (!parsed.options.has("F") && /[\\^$.*[\]]/.test(text)) {
      context.notSimulated(`grep ${text}`);
      context.complain(`grep: the pattern ${text}: not simulated, give -F and a text`);
      return 2;
    }
    const found: string[] = [];
    const status = await eachInput("grep", operands, context, (content) => {
      found.push(...lines(content).filter((line) => line.includes(text) !== parsed.options.has("v")));
    });
    if (!parsed.options.has("q")) for (const line of found) context.print(`${line}\n`);
    if (status !== 0) return 2;
    return found.length > 0 ? 0 : 1;
  },
};
