import { exitCodes, StrataError } from "../../model/exit.ts";
import { loadLab } from "../../model/load.ts";
import { digestOfNotifications } from "../../model/notifications.ts";
import type { StrataCommand } from "../command.ts";
import { planNotifications, setNotifications } from "../notifications/step.ts";
import { resolveTarget } from "../target/target.ts";

/** `strata notifications`: who Proxmox tells by mail, with the second credential. */
const notifications: StrataCommand = {
  configure: (command) =>
    void command
      .option("--dry-run", "show what would be set; change nothing (exit 2 where something would be)")
      .option("--reviewed <digest>", "refuse settings other than these; the stack platform calls it so")
      .addHelpText(
        "after",
        "\nLogs in to a node as root with the key of access.root and uses pvesh there; takes nothing away.",
      ),
  async run({ options, root, site }) {
    const lab = loadLab(root, site);
    const wanted = lab.site.notifications;
    if (!wanted) return { text: `${site}: no notifications in personas/${site}/site.yaml`, facts: [] };
    if (options.reviewed !== undefined && options.reviewed !== digestOfNotifications(wanted))
      throw new StrataError(
        exitCodes.refused,
        `personas/${site}/site.yaml: not what was reviewed; run \`strata plan platform\` again, then apply`,
      );
    const aim = await resolveTarget(lab, root);
    const commands = await (options.dryRun ? planNotifications : setNotifications)(aim, lab);
    const exit = options.dryRun && commands.length > 0 ? exitCodes.changesPending : exitCodes.done;
    const lines = commands.map((words) => `${site}: ${words.join(" ")}`);
    return { text: lines.join("\n") || `${site}: notifications are as the file says`, facts: commands, exit };
  },
};

export default notifications;
