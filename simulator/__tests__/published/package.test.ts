/** The package as a stranger has it: packed, installed in an empty folder, run from there. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ReadyFacts } from "../../src/cli/ready-file.ts";
import { Api } from "../api.ts";

const workspace = fileURLToPath(new URL("../..", import.meta.url));
const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");

let folder: string;
let packed: { readonly filename: string; readonly files: readonly { readonly path: string }[] };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "published-"));
  const told = await run("npm", ["pack", "--json", "--loglevel=error", "--pack-destination", folder], workspace);
  [packed] = JSON.parse(told);
  writeFileSync(join(folder, "package.json"), '{ "name": "stranger", "private": true, "type": "module" }');
  const quietly = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
  await run("npm", ["install", ...quietly, join(folder, packed.filename)]);
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @returns what a program printed. @throws with all of it when it fails */
async function run(program: string, words: readonly string[], cwd = folder): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofThisRun.test(name)));
  const { stdout } = await promisify(execFile)(program, words, { cwd, env });
  return stdout;
}

/** What npm tells the programs that it starts of the folder it was called in, and what is meant for this test's own Node. */
const ofThisRun = /^(npm_(package|lifecycle|command|config_(local_prefix|workspace|prefix))|NODE_OPTIONS|INIT_CWD)/;

test("it holds the program, its types, its README and its licence, and no source", () => {
  const paths = packed.files.map(({ path }) => path);
  expect(paths.filter((path) => !/^dist\/(types\/.*\.d\.ts|chunk-\w+\.mjs)$/.test(path)).sort()).toEqual([
    "LICENSE",
    "README.md",
    "bin/bundle.mjs",
    "bin/proxmox-simulator.mjs",
    "dist/cli.mjs",
    "dist/index.mjs",
    "package.json",
  ]);
});

test("npx runs it: the help, then a simulator that answers", async () => {
  expect(await run("npx", ["--no-install", "proxmox-simulator", "--help"])).toMatch(/^Usage: proxmox-simulator/);
  const readyFile = join(folder, "ready.json");
  const program = join(folder, "node_modules/.bin/proxmox-simulator");
  const child = spawn(program, ["--ready-file", readyFile], { cwd: folder, stdio: "ignore" });
  try {
    while (!existsSync(readyFile) && child.exitCode === null) await pause(20);
    const { endpoint, apiToken, caFile } = JSON.parse(readFileSync(readyFile, "utf8")) as ReadyFacts;
    const api = new Api({ url: `${endpoint}/api2/json`, apiToken, caFile });
    expect((await api.get("/version")).data.release).toBe("9.1");
    api.close();
  } finally {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  expect(existsSync(readyFile)).toBe(false);
}, 120_000);

test("a program imports it, and a compiler knows its types", async () => {
  const text = `import { type Simulator, startSimulator, type World } from "proxmox-simulator";
const world: World = { nodes: [{ name: "one" }], storages: [] };
const simulator: Simulator = await startSimulator({ world, timeScale: 0 });
const { status }: { status: number } = await fetch(simulator.endpoint).catch(() => ({ status: 0 }));
simulator.fault("node-offline,node=one");
// @ts-expect-error: a fault has a name
export const refused = () => simulator.fault(7);
console.log([status, simulator.journal.lines.length].join(" "));
await simulator.close();
`;
  writeFileSync(join(folder, "use.ts"), text);
  const types = fileURLToPath(new URL("../../../node_modules/@types", import.meta.url));
  mkdirSync(join(folder, "out"));
  await run(process.execPath, [
    ...[compiler, "--strict", "--target", "es2022", "--module", "nodenext", "--types", "node", "--typeRoots", types],
    ...["--outDir", "out", "use.ts"],
  ]);
  expect(await run(process.execPath, ["out/use.js"])).toBe("0 1\n");
}, 120_000);
