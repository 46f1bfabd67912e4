import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadLab } from "../model/load.ts";
import { worldOf } from "../scripts/rehearse/world.ts";
import { type OpenStack, openStacks } from "../scripts/stack/open-stack.ts";
import { planAll, stacksOf } from "../scripts/stack/plan-all.ts";
import { startSimulator } from "../simulator/src/index.ts";
import type { Bench } from "./figure.ts";
import { checkout, scratch } from "./programs.ts";
import { ratio, takeTurns } from "./stopwatch.ts";

const folder = join(scratch, "plans");
const rounds = 3;
/** The number is one for two cores, however many this machine has. */
const cores = 2;

export const bench: Bench = {
  summary: "planning every stack of the lab at once, against one after another",
  async measure() {
    rmSync(folder, { recursive: true, force: true });
    for (const part of ["personas", "images"]) cpSync(join(checkout, part), join(folder, part), { recursive: true });
    const simulator = await startSimulator({ world: worldOf(loadLab(folder, "home")), timeScale: 0 });
    try {
      const { endpoint, apiToken, caFile, ssh } = simulator;
      const ready = join(folder, "ready.json");
      writeFileSync(ready, JSON.stringify({ endpoint, apiToken, caFile, ssh }), { mode: 0o600 });
      process.env.STRATA_TARGET = ready;
      const stacks = await openStacks(folder, "home", await stacksOf(folder, "home"));
      await plan(stacks, cores); // prepares each stack's folder, which later plans find prepared
      const { alone, together } = await takeTurns(rounds, {
        alone: () => plan(stacks, 1),
        together: () => plan(stacks, cores),
      });
      return [
        {
          name: "plansTogether",
          meaning: `plans of ${stacks.length} stacks, ${cores} at a time / one after another`,
          value: ratio(together, alone),
          limit: 0.65,
          unit: "ratio",
        },
      ];
    } finally {
      await simulator.close();
    }
  },
};

/** @throws the fault of the first stack that could not be planned: a number over what failed would say nothing */
async function plan(stacks: readonly OpenStack[], atOnce: number): Promise<void> {
  for (const planned of await planAll(stacks, atOnce)) if ("fault" in planned) throw planned.fault;
}
