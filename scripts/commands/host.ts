import { exitCodes } from "../../model/exit.ts";
import type { StrataCommand } from "../command.ts";
import { type Part, prepareHost } from "../host/prepare.ts";

/** `strata host`: from a node that its installer left to one that guests can be put on. */
const host: StrataCommand = {
  configure: (command) =>
    void command
      .option("--access", "users, role and token first, as root@pam (PROXMOX_VE_USERNAME and PROXMOX_VE_PASSWORD)")
      .option("--dry-run", "show what would be changed, and stop there (exit 2 where something would be)")
      .addHelpText(
        "after",
        "\nIn this order, and each only where the one before ended well: runway, playbooks, access, platform,\nnotifications. Each plan is reviewed and asked about as by `strata apply`.",
      ),
  async run(input) {
    const parts: Part[] = [];
    for await (const part of prepareHost(input)) {
      parts.push(part);
      input.say(`${part.name.padEnd(width)}  ${part.text.trimEnd().replaceAll("\n", `\n${" ".repeat(width + 2)}`)}`);
    }
    const pending = parts.find(({ exit }) => exit !== exitCodes.done);
    return {
      text: "",
      facts: { site: input.site, parts: parts.map(({ name, exit, facts }) => ({ name, exit, facts })) },
      exit: pending?.exit ?? exitCodes.done,
    };
  },
};

export default host;

/** Of the column with the parts' names. */
const width = "notifications".length;
