import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, jest } from "@jest/globals";
import { execa, execaSync } from "execa";
import { loadLab } from "../../../model/load.ts";
import { worldOf } from "../../../scripts/rehearse/world.ts";
import { Api } from "../../../simulator/__tests__/api.ts";
import { type Simulator, startSimulator } from "../../../simulator/src/index.ts";
import { resolveToolchain } from "../../../toolchain/resolve.ts";
import { testNeeding } from "../../needs.ts";
import { toolchainTimeout } from "../../tofu.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));
const withSsh = testNeeding("OpenSSH's client", execaSync("ssh", ["-V"], { reject: false }).exitCode === 0);
let root: string;
let simulator: Simulator;

jest.setTimeout(600_000);

beforeAll(async () => {
  await resolveToolchain();
  root = mkdtempSync(join(tmpdir(), "strata-home-"));
  for (const folder of ["personas", "images"]) cpSync(join(checkout, folder), join(root, folder), { recursive: true });
  simulator = await startSimulator({ world: worldOf(loadLab(root, "home")), timeScale: 0 });
  const { endpoint, apiToken, caFile, ssh } = simulator;
  writeFileSync(join(root, "ready.json"), JSON.stringify({ endpoint, apiToken, caFile, ssh }), { mode: 0o600 });
}, toolchainTimeout);

afterAll(async () => {
  await simulator?.close();
  rmSync(root, { recursive: true, force: true });
});

function strata(...words: string[]) {
  return execa(process.execPath, [join(checkout, "scripts/strata.mjs"), ...words], {
    cwd: root,
    env: { STRATA_TARGET: "ready.json", SITE: "home" },
    reject: false,
  });
}

withSsh("every guest of the home lab comes up on a host that has none, and then nothing is left to do", async () => {
  const { guests } = loadLab(root, "home");
  for (const { name } of guests) {
    const { exitCode, stderr } = await strata("apply", name);
    expect([name, exitCode, stderr.match(/.*(failed|refused).*/)?.[0]]).toEqual([name, 0, undefined]);
  }
  for (const { name } of guests) {
    const { exitCode, stdout } = await strata("plan", name);
    expect([exitCode, stdout.split("\n")[0]]).toEqual([0, `${name} (home): no changes`]);
  }
  expect(await living()).toEqual(guests.map(({ name, id, node }) => `${id} ${name} on ${node.name}: running`).sort());
});

interface Seen {
  readonly vmid: number;
  readonly name: string;
  readonly node: string;
  readonly status: string;
  readonly template: number;
}

/** What the host says of its guests, templates aside. */
async function living(): Promise<string[]> {
  const { data } = await new Api(simulator).get("/cluster/resources?type=vm");
  return (data as Seen[])
    .filter(({ template }) => !template)
    .map(({ vmid, name, node, status }) => `${vmid} ${name} on ${node}: ${status}`)
    .sort();
}
