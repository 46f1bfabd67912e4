import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { Image } from "../model/lab.ts";
import { loadLab } from "../model/load.ts";
import { buildInputs } from "../model/packer/inputs.ts";
import { startSimulator } from "../simulator/src/index.ts";
import { resolveToolchain } from "../toolchain/resolve.ts";
import { aimedAt, worldOf } from "./embedded.ts";
import type { Bench } from "./figure.ts";
import { labOfImages } from "./images-lab.ts";
import { checkout, scratch } from "./programs.ts";
import { median, ratio, takeTurns } from "./stopwatch.ts";

const count = 20;
const rounds = 11;
const folder = join(scratch, "images");

export const bench: Bench = {
  summary: "what looking at the recipes and templates of twenty images costs a plan",
  async measure() {
    labOfImages(folder, count);
    const { images } = loadLab(folder, "home");
    const plans = await planTimes();
    return [
      {
        name: "planOverConstantTriggers",
        meaning: `tofu plan of ${count} images that stand / of the same stack with constant triggers`,
        value: ratio(plans.real, plans.constant),
        limit: 1.2,
        unit: "ratio",
      },
      {
        name: "hashing",
        meaning: `hashing the inputs of ${count} images, each file read anew`,
        value: median((await takeTurns(rounds, { hashing: () => hashing(images) })).hashing),
        limit: 0.2,
        unit: "seconds",
      },
    ];
  },
};

/** Both stacks are applied before, so that each plan finds nothing to do. */
async function planTimes() {
  const { binary, environment } = await resolveToolchain();
  const simulator = await startSimulator({ world: worldOf(loadLab(folder, "home")), timeScale: 0 });
  try {
    const env = { ...environment, ...aimedAt(simulator, folder), STRATA_PROGRAM: nothingToDo(), SITE: "home" };
    await execa(process.execPath, ["--import", "tsx", join(checkout, "main.ts")], { cwd: folder, env });
    const tofu = (stack: string, ...words: string[]) =>
      execa(binary, words, { cwd: join(folder, "cdktf.out/stacks", stack), env });
    withConstantTriggers();
    for (const stack of ["images", "constant"]) {
      await tofu(stack, "init", "-input=false");
      await tofu(stack, "apply", "-input=false", "-auto-approve");
    }
    // Ends with 2, and so with an error, where there is something to do.
    const plan = (stack: string) => async () => void (await tofu(stack, "plan", "-input=false", "-detailed-exitcode"));
    return await takeTurns(rounds, { real: plan("images"), constant: plan("constant") });
  } finally {
    await simulator.close();
  }
}

/** In place of the program that builds: the templates stand, and the step is not what is measured. */
function nothingToDo(): string {
  const file = join(folder, "nothing-to-do.mjs");
  writeFileSync(file, "");
  return file;
}

/** The same stack beside it, with triggers that look at nothing. */
function withConstantTriggers(): void {
  const stacks = join(folder, "cdktf.out/stacks");
  cpSync(join(stacks, "images"), join(stacks, "constant"), { recursive: true });
  const file = join(stacks, "constant/cdk.tf.json");
  const json = JSON.parse(readFileSync(file, "utf8").replace("home/images.tfstate", "home/constant.tfstate"));
  for (const step of Object.values<{ triggers: Record<string, string> }>(json.resource.null_resource))
    step.triggers = { release: "v1.0.0" };
  writeFileSync(file, JSON.stringify(json));
}

function hashing(images: readonly Image[]): void {
  for (const image of images) buildInputs(folder, image, { builder: "qemu", packer: "plugins", tools: {} });
}
