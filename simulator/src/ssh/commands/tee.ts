import type { Command } from "../shell/system.ts";
import { parseArguments } from "./options.ts";

/** Writes its input to files and to its output; `-a` adds to the end of each. */
export const tee: Command = {
  name: "tee",
  path: "/usr/bin/tee",
  async run(context) {
    const parsed = parseArguments("tee", "a", context);
    if (!parsed) return 2;
    const { files, input, print } = context;
    const content = await input.read();
    print(content);
    for (const path of parsed.operands) {
      const before = parsed.options.has("a") && files.find(path) ? await files.read(path) : Buffer.alloc(0);
      await files.write(path, Buffer.concat([before, content]));
    }
    return 0;
  },
};
