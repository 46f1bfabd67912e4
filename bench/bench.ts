import { exitCodes } from "../model/exit.ts";
import { asJson, asTable, type Bench, holds } from "./figure.ts";

/** Every bench, one file each. */
const benches: Record<string, () => Promise<{ readonly bench: Bench }>> = {
  synth: () => import("./synth.ts"),
  simulator: () => import("./simulator.ts"),
  "front-door": () => import("./front-door.ts"),
  plans: () => import("./plans.ts"),
  images: () => import("./images.ts"),
  "image-build": () => import("./image-build.ts"),
};

const [name = "", ...options] = process.argv.slice(2);
process.exitCode = await run(name, options.includes("--json"));

/** Measures and prints; ends 5 where a number is not what it is to be. */
async function run(name: string, json: boolean): Promise<number> {
  const chosen = benches[name];
  if (!chosen) return listBenches(name);
  const figures = await (await chosen()).bench.measure();
  console.log(json ? asJson(figures) : asTable(figures));
  return figures.every(holds) ? exitCodes.done : exitCodes.stepFailed;
}

async function listBenches(name: string): Promise<number> {
  const known = await Promise.all(
    Object.entries(benches).map(async ([each, load]) => `  ${each.padEnd(12)}${(await load()).bench.summary}`),
  );
  const problem = name && !name.startsWith("-") ? `there is no bench "${name}"` : "name a bench";
  console.error(`${problem}: npm run bench -- <name> [--json]\n${known.join("\n")}`);
  return exitCodes.wrongInput;
}
