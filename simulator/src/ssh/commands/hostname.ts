import type { Command } from "../shell/system.ts";
import { parseArguments } from "./options.ts";

/** Name of the node. */
export const hostname: Command = {
  name: "hostname",
  path: "/usr/bin/hostname",
  run(context) {
    const parsed = parseArguments("hostname", "s", context);
    if (!parsed) return 2;
    if (parsed.operands.length > 0) {
      context.notSimulated("hostname with a new name");
      context.complain("hostname: setting the name is not simulated");
      return 1;
    }
    context.print(`${context.place.system.host.node}\n`);
    return 0;
  },
};
