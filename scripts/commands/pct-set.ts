import type { Container } from "../../model/container.ts";
import { didYouMean } from "../../model/did-you-mean.ts";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Lab } from "../../model/lab.ts";
import { loadLab } from "../../model/load.ts";
import { digestOf, rootSettings } from "../../model/root-step.ts";
import type { StrataCommand } from "../command.ts";
import { adoptsVariable } from "../root-step/adopting.ts";
import { planRootStep, type RootReport, takeRootStep } from "../root-step/root-step.ts";
import { resolveTarget } from "../target/target.ts";

/** `strata pct-set <guest>`: what Proxmox takes from root alone, with the second credential. */
const pctSet: StrataCommand = {
  configure: (command) =>
    void command
      .argument("<guest>", "name of a container")
      .option("--dry-run", "show what would be done; change nothing (exit 2 where something would be)")
      .option("--reviewed <digest>", "refuse settings other than these; the stacks call it so")
      .addHelpText(
        "after",
        "\nBind mounts of its data, keyctl and devices. Logs in to the node as root with the key of access.root;\ncreates what is missing and takes nothing away.",
      ),
  async run({ arguments: [name = ""], options, root, site }) {
    const lab = loadLab(root, site);
    const guest = containerNamed(lab, name);
    const settings = rootSettings(guest, lab.site.backups);
    if (!settings)
      return { text: `${name}: nothing that root would have to set`, facts: { guest: name, commands: [] } };
    if (options.reviewed !== undefined && options.reviewed !== digestOf(settings))
      throw new StrataError(
        exitCodes.refused,
        `${guest.file}: not what was reviewed; run \`strata plan ${name}\` again, then apply`,
      );
    if (process.env[adoptsVariable] === name)
      return { text: `${name}: taken over as it is; root sets nothing`, facts: { guest: name, commands: [] } };
    const aim = await resolveTarget(lab, root);
    const report = await (options.dryRun ? planRootStep : takeRootStep)(aim, lab, guest, settings);
    const exit = options.dryRun && report.commands.length > 0 ? exitCodes.changesPending : exitCodes.done;
    return { text: inWords(report, options.dryRun === true), facts: report, exit };
  },
};

export default pctSet;

function containerNamed({ guests, site }: Lab, name: string): Container {
  const found = guests.find((guest) => guest.name === name);
  if (found?.kind === "lxc") return found;
  const containers = guests.filter(({ kind }) => kind === "lxc").map((guest) => guest.name);
  const why = found ? "is a machine; Proxmox takes all of it from a token" : `is no guest of site ${site.name}`;
  throw new StrataError(exitCodes.wrongInput, `${name} ${why}${found ? "" : didYouMean(name, containers)}`);
}

function inWords({ guest, words, strange, warnings, starts, restarts }: RootReport, dry: boolean): string {
  return [
    ...warnings.map((warning) => `${guest}: warning: ${warning}`),
    ...words.map((word) => `${guest}: ${word}`),
    ...(starts ? [`${guest}: ${dry ? "would be started" : "started"}`] : []),
    ...(restarts ? [`${guest}: ${dry ? "would be restarted" : "restarted"}`] : []),
    ...strange.map((there) => `${guest}: ${there} is in no file and stays`),
    ...(words.length === 0 && !starts ? [`${guest}: as its file says`] : []),
  ].join("\n");
}
