import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { execa } from "execa";
import { loadLab } from "../../../model/load.ts";
import { worldOf } from "../../../scripts/rehearse/world.ts";
import { lockFile, readInstances } from "../../../scripts/stack/state.ts";
import { type Simulator, startSimulator } from "../../../simulator/src/index.ts";
import { resolveToolchain } from "../../../toolchain/resolve.ts";
import { toolchainTimeout } from "../../tofu.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));
const vm = "proxmox_virtual_environment_vm.vm";
let root: string;
let simulator: Simulator;

beforeEach(async () => {
  await resolveToolchain();
  root = mkdtempSync(join(tmpdir(), "strata-life-"));
  for (const folder of ["personas", "images"]) cpSync(join(checkout, folder), join(root, folder), { recursive: true });
}, toolchainTimeout);
afterEach(async () => {
  await simulator.close();
  rmSync(root, { recursive: true, force: true });
});

/** An embedded Proxmox of this lab; a simulated second takes `timeScale` real ones. */
async function start(timeScale: number): Promise<void> {
  simulator = await startSimulator({ world: worldOf(loadLab(root, "home")), timeScale });
  const { endpoint, apiToken, caFile, ssh } = simulator;
  writeFileSync(join(root, "ready.json"), JSON.stringify({ endpoint, apiToken, caFile, ssh }));
}

function strata(...words: string[]) {
  return execa(process.execPath, [join(checkout, "scripts/strata.mjs"), ...words], {
    cwd: root,
    env: { STRATA_TARGET: "ready.json", SITE: "home" },
    reject: false,
  });
}

function edit(from: string, to: string): void {
  const file = join(root, "personas/home/k3s-single.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
}

/** Requests that changed something. */
const writes = () =>
  simulator.journal.lines.flatMap((line) => ("method" in line && line.method !== "GET" ? [String(line.path)] : []));
const stateFile = () => join(root, "state/home/k3s-single.tfstate");

test("a machine is created, found unchanged, changed after a review, and kept from its end", async () => {
  await start(0);
  const created = await strata("apply", "k3s-single");
  expect(created).toMatchObject({ exitCode: 0 });
  expect(created.stdout).toMatch(/creates +k3s-single +vm 210 +4 cores, 24GiB, disk 60GiB, 192\.168\.88\.60/);
  expect(await strata("plan", "k3s-single")).toMatchObject({ exitCode: 0, stdout: "k3s-single (home): no changes" });
  expect(JSON.parse((await strata("output", "k3s-single", "--json")).stdout)).toMatchObject({
    vmid: 210,
    ipv4: "192.168.88.60",
  });

  edit("memory: 24GiB", "memory: 20GiB");
  const before = writes().length;
  for (const again of [1, 2]) {
    const refused = await strata("apply", "k3s-single");
    expect([again, refused.exitCode, refused.stderr]).toEqual([
      again,
      3,
      expect.stringMatching(/nobody is here to agree/),
    ]);
  }
  const planned = await strata("plan", "k3s-single", "--json");
  expect(planned.exitCode).toBe(2);
  expect(JSON.parse(planned.stdout)).toMatchObject({
    changes: [{ kind: "restart", subject: { name: "k3s-single" }, details: ["memory 24GiB → 20GiB"] }],
  });
  expect(writes().length).toBe(before);
  expect(await strata("apply", "k3s-single")).toMatchObject({ exitCode: 0 });

  const kept = await strata("destroy", "k3s-single", "--yes");
  expect(kept.exitCode).toBe(3);
  expect(kept.stdout).toMatch(/refused: k3s-single is protected\./);
  expect((await readInstances(stateFile())).map(({ address }) => address)).toEqual([vm]);
}, 180_000);

test("a reviewed plan is refused once the files say something else, and nothing is changed", async () => {
  await start(0);
  const { stdout } = await strata("plan", "k3s-single");
  const [, plan] = /plan ([0-9a-f]{6}), valid/.exec(stdout) ?? [];
  edit("cores: 4", "cores: 2");
  const refused = await strata("apply", "k3s-single");
  expect(refused).toMatchObject({
    exitCode: 3,
    stderr: `k3s-single: plan ${plan} no longer holds, moved since its review: what the files say. Review anew with \`strata plan k3s-single\``,
  });
  expect(writes()).toEqual([]);
}, 120_000);

test("Ctrl-C lets the machine be finished, keeps the state and unlocks it; the next run has nothing left to do", async () => {
  await start(1);
  const applying = strata("apply", "k3s-single");
  while (!writes().some((path) => path.endsWith("/9001/clone"))) await sleep(50);
  applying.kill("SIGINT");
  const stopped = await applying;
  expect(stopped.stderr).toMatch(/k3s-single: apply was stopped; the state is saved and unlocked/);
  expect(stopped.exitCode).toBe(5);
  expect(existsSync(lockFile(stateFile()))).toBe(false);
  expect(await readInstances(stateFile())).toEqual([{ address: vm, tainted: false }]);
  expect(await strata("apply", "k3s-single")).toMatchObject({ exitCode: 0 });
  expect(await strata("plan", "k3s-single")).toMatchObject({ exitCode: 0 });
}, 180_000);

test("a stack that is not there is one line with the nearest name", async () => {
  await start(0);
  expect(await strata("plan", "k3s-singel")).toMatchObject({
    exitCode: 1,
    stderr: 'site home has no stack "k3s-singel"; did you mean "k3s-single"?',
  });
}, 60_000);
