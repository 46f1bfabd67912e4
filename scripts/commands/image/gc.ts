import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { Retirement } from "../../../model/retirement.ts";
import { colours } from "../../colours.ts";
import type { StrataCommand } from "../../command.ts";
import { planRetirement, retire } from "../../retire/retire.ts";
import { agrees, onTerminal } from "../../stack/consent.ts";

/** `strata image gc [image]`: retires the releases that nobody uses and no channel names. */
export default {
  configure: (command) =>
    void command
      .argument("[image]", "name of the image (default: all)")
      .option("--dry-run", "show what would go and why the rest stays; end with 2 where something would")
      .option("--yes", "where nobody can be asked: go on with what a dry run has shown")
      .addHelpText("after", help),
  async run({ arguments: [image], options, root, site, say }) {
    const { lab, judged } = planRetirement(root, site, image);
    const going = judged.filter(({ kept }) => kept.length === 0);
    const facts = { site, going, kept: judged.filter(({ kept }) => kept.length > 0) };
    const shown = judged.map(line).join("\n") || "no releases";
    if (going.length === 0) return { text: `${shown}\nnothing to retire`, facts };
    if (options.dryRun) return { text: `${shown}\nnothing was removed`, facts, exit: exitCodes.changesPending };
    say(shown);
    await consent(going, options.yes === true);
    const files: string[] = [];
    await retire(root, lab, going, ({ image: name, version }, file) => {
      files.push(file);
      say(`removed ${name} ${version}`);
    });
    return { text: `recorded in ${files.join(", ")}; commit that`, facts: { ...facts, files } };
  },
} satisfies StrataCommand;

const help = `
The newest two releases of an image always stay, and so does what a guest uses, a channel names or would go back to. The
release's file stays too, with the date; its templates on this site are destroyed.

Examples:
  strata image gc --dry-run
  strata image gc debian13-docker`;

function line({ image, version, templates, kept }: Retirement): string {
  const places = templates.map(({ id, node }) => `${id} on ${node}`).join(", ");
  const said = `${image} ${version}  ${places}`;
  return kept.length > 0 ? `  keeps    ${said}  ${kept.join(", ")}` : `  ${colours.red("RETIRES")}  ${said}`;
}

async function consent(going: readonly Retirement[], yes: boolean): Promise<void> {
  const named = going.map(({ image, version }) => `${image} ${version}`).join(", ");
  if (onTerminal() ? yes || (await agrees(`Destroy the templates of ${named}?`)) : yes) return;
  const why = onTerminal() ? "not agreed to" : "nobody is here to agree; look with --dry-run, then say --yes";
  throw new StrataError(exitCodes.refused, `image gc: ${why}; nothing was removed`);
}
