import { ago } from "../../model/age.ts";
import { exitCodes } from "../../model/exit.ts";
import { colours } from "../colours.ts";
import type { Outcome, StrataCommand } from "../command.ts";
import { type Rebuilt, rebuild } from "../rebuild/rebuild.ts";
import { openStack } from "../stack/open-stack.ts";
import { keepPlan } from "../stack/plan.ts";
import { looked, painted, planFacts } from "../stack/stack-command.ts";

/** `strata rebuild <guest> --to stable|v1.1.0`: a fresh backup, the pin moved, and the plan to review. */
export default {
  configure: (command) =>
    void command
      .argument("<guest>", "name of the machine: its persona's file name")
      .requiredOption("--to <release>", "release to make it from: stable, or such as v1.1.0")
      .option("--i-know <guest>", "the machine's name once more, where its boot disk holds data")
      .option("--dry-run", "show what would be done; back up, write and plan nothing")
      .addHelpText("after", help),
  async run({ arguments: [guest = ""], options, root, site, say }) {
    const to = String(options.to);
    const dryRun = options.dryRun === true;
    const rebuilt = await rebuild({ root, site, guest, to, iKnow: options.iKnow as string | undefined, dryRun });
    if (rebuilt === undefined) return { text: `${guest} names that release already`, facts: null };
    const text = inWords(rebuilt);
    if (dryRun) return { text: `${text}\nnothing was done`, facts: { rebuilt }, exit: exitCodes.changesPending };
    say(`${text}\n`);
    return planned(root, site, rebuilt);
  },
} satisfies StrataCommand;

const help = `
A rebuild destroys the machine's boot disk and makes it anew from the template of that release. This takes a backup first,
unless one of the last hour is there, moves the pin in the machine's file, and plans; \`strata apply <guest>\` carries
the reviewed plan out. Commit the file then.

Examples:
  strata rebuild gitea-runner --to stable --dry-run
  strata rebuild k3s-single --to v1.1.0 --i-know k3s-single`;

async function planned(root: string, site: string, rebuilt: Rebuilt): Promise<Outcome> {
  const stack = await openStack(root, site, rebuilt.guest);
  // Its name was said and its backup made: the apply of this very plan asks for neither again.
  const { review, receipt } = await keepPlan(stack, { destroy: false }, rebuilt.guest);
  const next = receipt ? `\nread it, then \`strata apply ${rebuilt.guest}\`` : "";
  return {
    text: `${painted(review, receipt)}${next}`,
    facts: { rebuilt, plan: planFacts(review, receipt) },
    exit: looked(review),
  };
}

function inWords({ guest, file, image, from, to, diff, backup }: Rebuilt): string {
  return [
    `${guest}: ${image} ${from} → ${to}`,
    `  backup  ${backupInWords(backup)}`,
    `  ${file}`,
    ...diff.map((line) => `  ${(line.startsWith("-") ? colours.red : colours.green)(line)}`),
  ].join("\n");
}

function backupInWords(backup: Rebuilt["backup"]): string {
  if (backup === undefined) return "none: the machine is not there yet";
  if ("wouldGoTo" in backup) return `none of the last hour; one would be made on ${backup.wouldGoTo}`;
  const { volume, age } = backup.backup;
  return backup.made ? `made: ${volume}` : `${volume}, made ${ago(age)}`;
}
