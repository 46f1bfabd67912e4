import type { Command } from "../shell/system.ts";
import { eachInput } from "./inputs.ts";
import { parseArguments } from "./options.ts";

/** Prints files, or its input, one after the other. */
export const cat: Command = {
  name: "cat",
  path: "/usr/bin/cat",
  async run(context) {
    const parsed = parseArguments("cat", "", context);
    return parsed ? eachInput("cat", parsed.operands, context, (content) => context.print(content)) : 2;
  },
};
