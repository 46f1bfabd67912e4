import type { Command } from "../shell/system.ts";
import { parseArguments } from "./options.ts";

/** Name of the running system; `-r` is the release of its kernel instead. */
export const uname: Command = {
  name: "uname",
  path: "/usr/bin/uname",
  run(context) {
    const parsed = parseArguments("uname", "r", context);
    if (!parsed) return 2;
    context.print(`${parsed.options.has("r") ? context.place.system.host.kernel : "Linux"}\n`);
    return 0;
  },
};
