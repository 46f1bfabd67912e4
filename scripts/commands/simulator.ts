import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exitCodes } from "../../model/exit.ts";
import { loadLab } from "../../model/load.ts";
import type { StrataCommand } from "../command.ts";
import { simulatorProgram } from "../rehearse/simulator.ts";
import { worldOf } from "../rehearse/world.ts";

/** Hands everything to the simulator's own program, which stands alone and has its own help. */
export default {
  configure: (command) => {
    command
      .helpOption(false)
      .allowUnknownOption()
      .option("--lab", "begin with the nodes, storages and templates of this lab")
      .argument("[options...]");
  },
  async run({ arguments: words, options, root, site }) {
    const world = options.lab ? ["--world", await labWorld(root, site)] : [];
    const child = spawn(process.execPath, [simulatorProgram, ...world, ...words], { stdio: "inherit" });
    const pass = (signal: NodeJS.Signals) => child.kill(signal);
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, pass);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", resolve);
    });
    if (words.includes("--help")) process.stdout.write(labHelp);
    return { text: "", exit: Object.values(exitCodes).find((known) => known === code) ?? exitCodes.stepFailed };
  },
} satisfies StrataCommand;

const labHelp = `
Of strata:
  --lab                  begin with the nodes, storages and templates of this lab
  --site <name>          which lab, a folder of personas/ (default: home)
`;

async function labWorld(root: string, site: string): Promise<string> {
  const folder = join(root, "build", site);
  const file = join(folder, "world.json");
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify(worldOf(loadLab(root, site)), null, 2));
  return file;
}
