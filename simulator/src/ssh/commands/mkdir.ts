import { posix } from "node:path";
import type { Command, CommandContext } from "../shell/system.ts";
import { parseArguments } from "./options.ts";

/** Makes directories; `-p` makes those on the way and is content where one is there. */
export const mkdir: Command = {
  name: "mkdir",
  path: "/usr/bin/mkdir",
  async run(context) {
    const parsed = parseArguments("mkdir", "p", context);
    if (!parsed) return 2;
    for (const operand of parsed.operands) {
      if (parsed.options.has("p")) await makeAll(context.files.resolve(operand), context);
      else await context.files.makeDirectory(operand);
    }
    return 0;
  },
};

async function makeAll(path: string, context: CommandContext): Promise<void> {
  if (context.files.find(path)?.kind === "directory") return;
  await makeAll(posix.dirname(path), context);
  await context.files.makeDirectory(path);
}
