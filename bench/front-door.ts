import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { execa } from "execa";
import { loadLab } from "../model/load.ts";
import { type Simulator, startSimulator } from "../simulator/src/index.ts";
import { resolveToolchain, type Toolchain } from "../toolchain/resolve.ts";
import { aimedAt, worldOf } from "./embedded.ts";
import type { Bench } from "./figure.ts";
import { checkout, scratch } from "./programs.ts";
import { excess, takeTurns } from "./stopwatch.ts";

const stack = "k3s-single";
const folder = join(scratch, "front-door");
const rounds = 7;

/** Makes `make` take the packages for installed: the folder is no checkout, and nothing may be installed there. */
const packagesAreThere = ["-o", "node_modules/.package-lock.json"];

export const bench: Bench = {
  summary: "what `make tf-apply` adds to OpenTofu's own work on an embedded Proxmox",
  async measure() {
    const toolchain = await resolveToolchain();
    furnish();
    const simulator = await startSimulator({ world: worldOf(loadLab(folder, "home")), timeScale: 0 });
    try {
      const times = await takeTurns(rounds, ways(toolchain, simulator));
      return [
        {
          name: "frontDoorOverhead",
          meaning: "make tf-apply, less synth and raw init, plan and apply",
          value: excess(times.make, times.raw),
          limit: 0.5,
          unit: "seconds",
        },
        {
          name: "cdktfShare",
          meaning: "cdktf deploy, less the same: cdktf-cli's own",
          value: excess(times.cdktf, times.raw),
          limit: 10,
          unit: "seconds",
        },
      ];
    } finally {
      await simulator.close();
    }
  },
};

/** The same deploy in three ways. Each begins with no synthesized file and no state, and ends with nothing deployed. */
function ways({ binary, environment }: Toolchain, simulator: Simulator) {
  const env = { ...environment, ...aimedAt(simulator, folder), SITE: "home" };
  const run = (command: string, ...words: string[]) => execa(command, words, { cwd: folder, env });
  const tofu = (...words: string[]) => execa(binary, words, { cwd: join(folder, "cdktf.out/stacks", stack), env });
  const undo = async () => {
    await tofu("destroy", "-auto-approve");
    for (const left of ["cdktf.out", "state"]) rmSync(join(folder, left), { recursive: true, force: true });
  };
  return {
    make: async () => {
      await run(
        "make",
        `STRATA=node ${join(checkout, "scripts/strata.mjs")}`,
        ...packagesAreThere,
        "tf-apply",
        `ENV=${stack}`,
      );
      return undo;
    },
    raw: async () => {
      await run(process.execPath, "--import", "tsx", join(checkout, "main.ts"));
      await tofu("init", "-input=false");
      await tofu("plan", "-input=false", "-out=plan.tfplan");
      await tofu("apply", "-input=false", "plan.tfplan");
      return undo;
    },
    cdktf: async () => {
      await run(join(checkout, "node_modules/.bin/cdktf"), "deploy", stack, "--auto-approve");
      return undo;
    },
  };
}

/** A folder with the home lab's files and this checkout's program; its guest may be destroyed. */
function furnish(): void {
  rmSync(folder, { recursive: true, force: true });
  for (const part of ["Makefile", "personas", "images"]) {
    cpSync(join(checkout, part), join(folder, part), { recursive: true });
  }
  const app = `node ${relative(folder, join(checkout, "toolchain/run.mjs"))} main.ts`;
  const settings = JSON.parse(readFileSync(join(checkout, "cdktf.json"), "utf8"));
  writeFileSync(join(folder, "cdktf.json"), JSON.stringify({ ...settings, app }));
  const persona = join(folder, "personas/home", `${stack}.yaml`);
  writeFileSync(persona, readFileSync(persona, "utf8").replace("protect: true", "protect: false"));
}
