import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { execa } from "execa";
import { loadLab } from "../../../model/load.ts";
import { worldOf } from "../../../scripts/rehearse/world.ts";
import { refuseSilent } from "../../../scripts/stack/apply.ts";
import { Api } from "../../../simulator/__tests__/api.ts";
import { type Simulator, startSimulator } from "../../../simulator/src/index.ts";
import { resolveToolchain } from "../../../toolchain/resolve.ts";
import { testNeeding } from "../../needs.ts";
import { toolchainTimeout } from "../../tofu.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));
let root: string;
let simulator: Simulator;
let api: Api;

beforeEach(async () => {
  await resolveToolchain();
  root = mkdtempSync(join(tmpdir(), "strata-guest-"));
  for (const folder of ["personas", "images"]) cpSync(join(checkout, folder), join(root, folder), { recursive: true });
  simulator = await startSimulator({ world: worldOf(loadLab(root, "home")), timeScale: 0 });
  const { endpoint, apiToken, caFile, ssh } = simulator;
  writeFileSync(join(root, "ready.json"), JSON.stringify({ endpoint, apiToken, caFile, ssh }));
  api = new Api(simulator);
}, toolchainTimeout);
afterEach(async () => {
  api.close();
  await simulator.close();
  rmSync(root, { recursive: true, force: true });
});

const strata = (...words: string[]) =>
  execa(process.execPath, [join(checkout, "scripts/strata.mjs"), ...words], {
    cwd: root,
    env: { STRATA_TARGET: "ready.json", SITE: "home", FORCE_COLOR: "0" },
    reject: false,
  });

test("a template that is gone is told by runway and by the review of a plan, and with it the next apply ends well", async () => {
  const { data: before } = await api.get("/nodes/forge/qemu/9001/config");
  await api.task("POST", "/nodes/forge/qemu/9001/clone", { newid: 9010, full: 1 });
  await api.task("DELETE", "/nodes/forge/qemu/9001");
  const runway = await strata("runway");
  expect(runway.stdout).toMatch(
    /templates +fail +alma9-k3s-optimized@v1\.0\.0: template \S+ \(9001\) on forge is not there; build and promote the image first/,
  );
  const refused = await strata("apply", "k3s-single");
  expect(refused.stdout).toContain(
    "refused: the template of k3s-single, 9001 on forge, is gone. Make it again with `strata image provide alma9-k3s-optimized v1.0.0`, or name another release",
  );
  expect(refused).toMatchObject({
    exitCode: 3,
    stderr: "k3s-single: refused for k3s-single, as the review says; nothing was changed",
  });
  await api.task("POST", "/nodes/forge/qemu/9010/clone", { newid: 9001, name: before.name, full: 1 });
  await api.task("POST", "/nodes/forge/qemu/9001/template");
  expect(await strata("apply", "k3s-single")).toMatchObject({ exitCode: 0 });
}, 120_000);

test("a template that vanishes after the review is told by the apply", async () => {
  const mend = simulator.fault(
    "error,status=500,request=POST /nodes/*/qemu/*/clone,times=0,message=Configuration file 'nodes/forge/qemu-server/9001.conf' does not exist",
  );
  const { exitCode, stderr } = await strata("apply", "k3s-single");
  expect(stderr.split("\n").at(-1)).toMatch(
    /^k3s-single: apply failed: VM clone: All attempts fail: #1: error cloning VM: .*; the template that it is cloned from is gone: `strata runway` names it, `strata image provide` with its image and release makes it again, then apply again; all of it: \S+\.log$/,
  );
  expect(exitCode).toBe(5);
  mend();
  expect(await strata("apply", "k3s-single")).toMatchObject({ exitCode: 0 });
}, 120_000);

const testAtLength = process.env.STRATA_LONG ? test : testNeeding("STRATA_LONG=1", false);

testAtLength(
  "a guest whose agent never answers is told in a line, kept as it is, and the next apply ends well",
  async () => {
    const mend = simulator.fault("agent-silent");
    const { exitCode, stderr } = await strata("apply", "k3s-single");
    expect(stderr.split("\n").at(-1)).toBe(silent);
    expect(exitCode).toBe(5);
    mend();
    expect(await strata("apply", "k3s-single")).toMatchObject({ exitCode: 0, stdout: "k3s-single (home): no changes" });
  },
  300_000,
);

const silent =
  "k3s-single: applied, but the guest agent of 210 does not answer; see on its node with `qm terminal 210` whether it booted and cloud-init is done, and that its image brings the agent, then `strata apply k3s-single` again";

test("the provider's warning of a silent agent is a fault, any other is not", () => {
  const summary = "error waiting for network interfaces from QEMU agent";
  const detail = 'timeout while waiting for the QEMU agent on VM "210" to publish the network interfaces';
  const warning = { severity: "warning", summary, detail } as const;
  expect(() => refuseSilent({ name: "k3s-single" }, [warning])).toThrow(silent);
  expect(() => refuseSilent({ name: "k3s-single" }, [{ ...warning, detail: "" }])).not.toThrow();
});
