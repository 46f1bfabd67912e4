import type { Command } from "../shell/system.ts";
import { parseArguments } from "./options.ts";

/** Version of Proxmox VE on the node, in its one line. */
export const pveversion: Command = {
  name: "pveversion",
  path: "/usr/bin/pveversion",
  run(context) {
    if (!parseArguments("pveversion", "", context)) return 2;
    const { version, repoid, kernel } = context.place.system.host;
    context.print(`pve-manager/${version}/${repoid} (running kernel: ${kernel})\n`);
    return 0;
  },
};
