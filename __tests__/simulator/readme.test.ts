/** What the simulator's README tells a stranger to type is typed here as it stands there. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { execa } from "execa";
import { parse } from "yaml";
import { resolveToolchain, type Toolchain } from "../../toolchain/resolve.ts";
import { toolchainTimeout } from "../tofu.ts";

const workspace = fileURLToPath(new URL("../../simulator/", import.meta.url));
const readme = readFileSync(join(workspace, "README.md"), "utf8");

let toolchain: Toolchain;
let folder: string;
beforeEach(async () => {
  toolchain = await resolveToolchain();
  folder = mkdtempSync(join(tmpdir(), "readme-"));
  for (const part of ["bin", "home", "node_modules/.bin"]) mkdirSync(join(folder, part), { recursive: true });
  symlinkSync(toolchain.binary, join(folder, "bin/tofu"));
  // As where the package was installed: npx asks nobody for it.
  symlinkSync(join(workspace, "bin/proxmox-simulator.mjs"), join(folder, "node_modules/.bin/proxmox-simulator"));
}, toolchainTimeout);
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The text of the first fenced block of a language below a line. */
function block(line: string, language: string): string {
  const fence = `\n\`\`\`${language}\n`;
  const begin = readme.indexOf(fence, readme.indexOf(`\n${line}\n`)) + fence.length;
  return readme.slice(begin, readme.indexOf("```", begin));
}

/** As a terminal or a step of CI runs it. @returns what it printed */
async function shell(script: string, variables: Readonly<Record<string, string>> = {}): Promise<string> {
  const { stdout } = await execa("bash", ["-e", "-c", script], {
    cwd: folder,
    env: {
      ...toolchain.environment,
      ...{ PATH: `${join(folder, "bin")}:${process.env.PATH}`, HOME: join(folder, "home"), TF_CLI_ARGS: "-no-color" },
      ...variables,
    },
    timeout: 120_000,
  });
  return stdout;
}

/** Seconds differ from run to run. */
const timeless = (text: string): string => text.replaceAll(/\d+s\b/g, "…s");

test("its ten lines make a machine, and end as it shows", async () => {
  const printed = await shell(block("## Ten lines", "sh"));
  const shown = timeless(block("It ends with", "")).trim().split("\n");
  for (const line of shown) expect(timeless(printed)).toContain(line);
}, 150_000);

test("its steps for another project's CI run through", async () => {
  const [configuration = ""] = /terraform \{[\s\S]*?\n(?=END\n)/.exec(block("## Ten lines", "sh")) ?? [];
  writeFileSync(join(folder, "main.tf"), configuration);
  const kept = join(folder, "kept");
  writeFileSync(kept, "");
  const printed: string[] = [];
  const { steps } = parse(block("### In another project's CI", "yaml")) as { steps: { run?: string }[] };
  for (const { run } of steps) {
    const variables = readFileSync(kept, "utf8")
      .trim()
      .split("\n")
      .filter((line) => line !== "");
    const read = variables.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]);
    if (run !== undefined) printed.push(await shell(run, { ...Object.fromEntries(read), GITHUB_ENV: kept }));
  }
  expect(printed[1]).toContain("Resources: 1 added");
  expect(printed[1]).toContain("No changes. Your infrastructure matches the configuration.");
  const journal = readFileSync(join(folder, "journal.jsonl"), "utf8").trim().split("\n");
  expect(journal.map((line) => JSON.parse(line).path)).toContain("/nodes/pve/qemu/9000/clone");
}, 150_000);
