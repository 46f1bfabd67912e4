import { Shell } from "../shell/shell.ts";
import type { Command } from "../shell/system.ts";

/** `bash -c script [name [parameter…]]`, and a script on the input where there is no argument or `-s`. */
export const bash: Command = {
  name: "bash",
  path: "/usr/bin/bash",
  async run({ args, place, input, complain, notSimulated }) {
    const [flag, script] = args;
    if (flag === "-c" && script !== undefined) return new Shell(place, args.slice(3)).run(script);
    if (flag === undefined || (flag === "-s" && args.length === 1)) {
      return new Shell(place, []).run((await input.read()).toString());
    }
    notSimulated(`bash ${flag}`);
    complain("bash: only -c and a script on the input are simulated");
    return 2;
  },
};
