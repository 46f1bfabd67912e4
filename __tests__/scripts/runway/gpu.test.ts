import { afterEach, expect, test } from "@jest/globals";
import { execaSync } from "execa";
import { driverFile, driverText, gpuDevices } from "../../../model/gpu.ts";
import { gpu } from "../../../scripts/runway/checks/gpu.ts";
import type { Runway } from "../../../scripts/runway/context.ts";
import { type Simulator, startSimulator, type WorldNode } from "../../../simulator/src/index.ts";
import { container } from "../../constructs/container.ts";
import { forge, lab } from "../../constructs/lab.ts";
import { testNeeding } from "../../needs.ts";

const withSsh = testNeeding("OpenSSH's client", execaSync("ssh", ["-V"], { reject: false }).exitCode === 0);
const node = { ...forge, gpus: [{ mapping: "rtx2070", driver: "550.163.01" }] };
let simulator: Simulator | undefined;

afterEach(() => simulator?.close());

/** What the runway says of the GPU of openwebui's node. */
async function judged(host: Partial<WorldNode>) {
  simulator = await startSimulator({ world: { nodes: [{ name: "forge", ...host }], storages: [] }, timeScale: 0 });
  const { endpoint, apiToken, caFile, ssh } = simulator;
  const aim = { kind: "simulator", endpoint, ready: { endpoint, apiToken, caFile, ssh } };
  const guest = container({ name: "openwebui", id: 117, node, gpu: "rtx2070" });
  return gpu.run({ lab: () => lab([guest]), aim: () => aim } as unknown as Runway);
}

withSsh("a GPU with the driver that the site names passes, before its container is made", async () => {
  const files = { [driverFile]: driverText("550.163.01") };
  expect(await judged({ devices: gpuDevices, files, kernel: "6.17.9-1-pve" })).toEqual({
    status: "pass",
    detail: "rtx2070 on forge, driver 550.163.01",
  });
});

withSsh("a kernel that is known for trouble passes with a word on it", async () => {
  const files = { [driverFile]: driverText("550.163.01") };
  expect(await judged({ devices: gpuDevices, files })).toMatchObject({
    status: "pass",
    detail: expect.stringContaining("runs kernel 6.17.4-2-pve, under which GPU passthrough is reported to fail"),
  });
});

withSsh("a GPU that is not there, or has another driver, fails", async () => {
  expect(await judged({})).toMatchObject({
    status: "fail",
    exit: 3,
    detail: expect.stringContaining("forge has no /dev/nvidia0"),
  });
  await simulator?.close();
  expect(await judged({ devices: gpuDevices, files: { [driverFile]: driverText("570.86.15") } })).toMatchObject({
    status: "fail",
    detail: expect.stringContaining("forge runs NVIDIA's driver 570.86.15, and site.yaml says 550.163.01"),
  });
});

test("where no container uses one, nobody is asked", async () => {
  expect(await gpu.run({ lab: () => lab([container()]) } as unknown as Runway)).toEqual({
    status: "not checked",
    detail: "no container uses one, so nobody asks the driver",
  });
});
