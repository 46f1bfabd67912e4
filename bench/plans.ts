import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { exitCodes } from "../model/exit.ts";
import { driverFile, driverText, gpuDevices } from "../model/gpu.ts";
import { loadLab } from "../model/load.ts";
import { startSimulator, type World } from "../simulator/src/index.ts";
import { aimedAt, worldOf } from "./embedded.ts";
import type { Bench } from "./figure.ts";
import { checkout, scratch } from "./programs.ts";
import { ratio, takeTurns } from "./stopwatch.ts";

const folder = join(scratch, "plans");
const rounds = 3;
/** As many as two cores run, which the number is for, however many this machine has. */
const together = 4;

export const bench: Bench = {
  summary: "`strata plan --all`, four plans at a time against one after another",
  async measure() {
    rmSync(folder, { recursive: true, force: true });
    for (const part of ["personas", "images"]) cpSync(join(checkout, part), join(folder, part), { recursive: true });
    const simulator = await startSimulator({ world: world(), timeScale: 0 });
    try {
      const env = aimedAt(simulator, folder);
      await plan(together, env); // prepares each stack's folder, which later plans find prepared
      const { alone, side } = await takeTurns(rounds, {
        alone: () => plan(1, env),
        side: () => plan(together, env),
      });
      return [
        {
          name: "plansTogether",
          meaning: `plan of all stacks, ${together} at a time / one after another`,
          value: ratio(side, alone),
          limit: 0.65,
          unit: "ratio",
        },
      ];
    } finally {
      await simulator.close();
    }
  },
};

/** Plans every stack of the lab, of which nothing is there yet. @throws where one could not be planned */
async function plan(atOnce: number, env: Record<string, string>): Promise<void> {
  const words = ["plan", "--all", "--at-once", String(atOnce), "--site", "home"];
  const { exitCode, stdout } = await execa(process.execPath, [join(checkout, "scripts/strata.mjs"), ...words], {
    ...{ cwd: folder, env, reject: false },
  });
  if (exitCode !== exitCodes.changesPending) throw new Error(`strata plan --all ended with ${exitCode}:\n${stdout}`);
}

/** The lab's own, with the GPU that one of its containers wants, and of the templates those that machines are cloned from. */
function world(): World {
  const lab = loadLab(folder, "home");
  const { nodes, guests = [], ...rest } = worldOf(lab);
  const sources = lab.guests.flatMap((guest) => (guest.kind === "lxc" ? [] : [guest.release.template.id]));
  const [driver = ""] = lab.nodes.flatMap(({ gpus = [] }) => gpus.map((gpu) => gpu.driver));
  return {
    ...rest,
    guests: guests.filter(({ vmid }) => sources.includes(vmid)),
    pools: (lab.site.pools ?? []).map(({ name, comment }) => ({ id: name, comment })),
    nodes: nodes.map((node) => ({ ...node, devices: gpuDevices, files: { [driverFile]: driverText(driver) } })),
  };
}
