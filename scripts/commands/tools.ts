import Table from "cli-table3";
import { exitCodes, StrataError } from "../../model/exit.ts";
import { resolveAnsible, surveyAnsible } from "../../toolchain/ansible.ts";
import { cleanTools, type Held, heldTools } from "../../toolchain/inventory.ts";
import { progressOn } from "../../toolchain/progress.ts";
import { openWorkshop, resolveToolchain } from "../../toolchain/resolve.ts";
import { toolLine } from "../../toolchain/tool-line.ts";
import type { Outcome, StrataCommand } from "../command.ts";

const tools: StrataCommand = {
  configure: (command) => {
    command
      .argument("[list|build|clean]", "what to do; list by default")
      .option("--all", "clean: remove everything, not only what this checkout does not use")
      .option("--dry-run", "clean: tell what would go, remove nothing")
      .addHelpText(
        "after",
        "\nThe cache is $STRATA_CACHE, else $XDG_CACHE_HOME/strata, else ~/.cache/strata; all clones share it.",
      );
  },
  run: async ({ arguments: [action = "list"], options }) => {
    switch (action) {
      case "list":
        return list();
      case "build":
        return build();
      case "clean":
        return clean(options.all === true, options.dryRun === true);
      default:
        throw new StrataError(exitCodes.wrongInput, `strata tools ${action}: say list, build or clean`);
    }
  },
};

export default tools;

async function list(): Promise<Outcome> {
  const around = openWorkshop();
  const { cache } = around;
  const held = await heldTools(around);
  const text =
    held.length === 0 ? `${cache} holds no tools; npx strata tools build fills it` : `${cache}\n${table(held)}`;
  return { text, facts: { cache, tools: held } };
}

async function build(): Promise<Outcome> {
  const progress = progressOn();
  const { tools } = await resolveToolchain({ progress });
  // Without a Python for it no playbook can run, and everything else can.
  const { python } = await surveyAnsible(openWorkshop());
  const all = python ? [...tools, (await resolveAnsible({ progress })).tool] : tools;
  return { text: toolLine(all), facts: { tools: all } };
}

async function clean(all: boolean, dryRun: boolean): Promise<Outcome> {
  const around = openWorkshop();
  const leaving = dryRun ? (await heldTools(around)).filter(({ used }) => all || !used) : await cleanTools(around, all);
  const done = dryRun ? "would go" : "removed";
  const text =
    leaving.length === 0
      ? `nothing to remove from ${around.cache}${all ? "" : " that this checkout does not use"}`
      : `${table(leaving)}\n${leaving.length} ${done} from ${around.cache}, ${megabytes(sum(leaving))}`;
  return { text, facts: { cache: around.cache, removed: dryRun ? [] : leaving, wouldRemove: dryRun ? leaving : [] } };
}

function table(held: readonly Held[]): string {
  const table = new Table({
    head: ["tool", "version", "source", "size", "made", "used here"],
    style: { head: [], border: [] },
  });
  for (const { receipt, bytes, used } of held) {
    table.push([
      receipt.name,
      receipt.version,
      receipt.source,
      megabytes(bytes),
      receipt.made.slice(0, 10),
      used ? "yes" : "no",
    ]);
  }
  return table.toString();
}

function sum(held: readonly Held[]): number {
  return held.reduce((total, { bytes }) => total + bytes, 0);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
