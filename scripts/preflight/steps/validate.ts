import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { execa } from "execa";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import { requirements } from "../../../toolchain/requirements.ts";
import { openWorkshop, resolveToolchain, type Toolchain } from "../../../toolchain/resolve.ts";
import { type Check, notChecked, pass } from "../../target/check.ts";
import type { Preflight } from "../context.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));

/** What the program writes for each site is what OpenTofu and the providers take. */
export const validate: Check<Preflight> = {
  name: "validate",
  after: ["files"],
  async run({ root, scratch, sites }) {
    const absent = (await requirements(openWorkshop())).filter(({ state }) => state !== "present");
    if (absent.length > 0)
      return notChecked(`${absent.map(({ name }) => name).join(", ")} not here yet; \`strata tools build\` brings it`);
    const toolchain = await resolveToolchain();
    let stacks = 0;
    for (const site of sites) {
      const output = join(scratch, site);
      await synth(root, site, output);
      for (const stack of readdirSync(join(output, "stacks"))) {
        await validateStack(join(output, "stacks", stack), `${site}/${stack}`, toolchain);
        stacks += 1;
      }
    }
    return pass(`${stacks === 1 ? "1 stack" : `${stacks} stacks`}, ${toolchain.program}`);
  },
};

/** Lets Node run TypeScript, wherever the child's folder is. */
const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

async function synth(root: string, site: string, output: string): Promise<void> {
  const words = ["--import", loader, join(checkout, "main.ts")];
  const env = { SITE: site, CDKTF_OUTDIR: output };
  const { exitCode, stderr } = await execa(process.execPath, words, { cwd: root, env, reject: false, stdin: "ignore" });
  if (exitCode !== 0)
    throw new StrataError(exitCodes.stepFailed, `${site} cannot be synthesized: ${firstLine(stderr)}`);
}

async function validateStack(cwd: string, stack: string, { binary, environment }: Toolchain): Promise<void> {
  const options = { cwd, env: environment, reject: false, stdin: "ignore" } as const;
  const ready = await execa(binary, ["init", "-backend=false", "-input=false", "-no-color"], options);
  if (ready.exitCode !== 0)
    throw new StrataError(exitCodes.unreachable, `${stack}: init failed: ${firstLine(ready.stderr)}`);
  const judged = await execa(binary, ["validate", "-json"], options);
  if (judged.exitCode === 0) return;
  const { diagnostics } = JSON.parse(judged.stdout) as {
    diagnostics: { severity: string; summary: string; detail?: string }[];
  };
  const error = diagnostics.find(({ severity }) => severity === "error");
  throw new StrataError(
    exitCodes.wrongInput,
    `${stack}: ${error?.summary ?? "not valid"}: ${firstLine(error?.detail ?? "")}`,
  );
}

const firstLine = (text: string) => text.split("\n").find((line) => line.trim()) ?? "";
