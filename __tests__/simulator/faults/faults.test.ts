import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type FaultName, faultClasses } from "../../../simulator/src/faults/classes/index.ts";
import type { FaultSpec } from "../../../simulator/src/index.ts";
import { toolchainTimeout } from "../../tofu.ts";
import { type Login, type Resources, Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
}, toolchainTimeout);
afterAll(() => stage.close());

/** What a person does between the first run and the second. */
type Repair = () => unknown;

interface Scene {
  /** What the person sees in the first run. */
  readonly sees: string;
  /** Whether the first run does its work all the same. */
  readonly succeeds?: true;
  readonly play: (id: number) => {
    readonly resources: Resources;
    /** What stands already when the fault comes. */
    readonly before?: Resources;
    readonly fault: FaultSpec;
    readonly login?: Login;
    readonly repair?: Repair;
  };
}

const machine = (id: number, changes: Readonly<Record<string, unknown>> = {}): Resources => ({
  [`proxmox_virtual_environment_vm.m${id}`]: {
    name: `m${id}`,
    node_name: "pve",
    vm_id: id,
    clone: { vm_id: 9000, full: true },
    memory: { dedicated: 1024 },
    started: false,
    stop_on_destroy: true,
    ...changes,
  },
});
const pool = (id: number): Resources => ({ [`proxmox_virtual_environment_pool.p${id}`]: { pool_id: `p${id}` } });
const snippet = (id: number): Resources => ({
  [`proxmox_virtual_environment_file.f${id}`]: {
    node_name: "pve",
    datastore_id: "local",
    content_type: "snippets",
    source_raw: { data: "#cloud-config\n", file_name: `f${id}.yaml` },
  },
});

const clone = "POST /nodes/*/qemu/*/clone";
const configure = "PUT /nodes/*/qemu/*/config";
/** The trouble is over: what held until it is removed is removed. */
const over: Repair = () => stage.simulator.cluster.faults.clear();

const scenes: Readonly<Record<FaultName, readonly [Scene, ...Scene[]]>> = {
  latency: [
    {
      sees: "Creation complete after",
      succeeds: true,
      play: (id) => ({ resources: pool(id), fault: { fault: "latency", milliseconds: 300, request: "POST /pools" } }),
    },
  ],
  error: [
    {
      sees: "error cloning VM: received an HTTP 503 response - Reason: Service Unavailable",
      play: (id) => ({ resources: machine(id), fault: { fault: "error", status: 503, request: clone } }),
    },
    {
      sees: "received an HTTP 596 response - Reason: Connection timed out",
      play: (id) => ({ resources: machine(id), fault: { fault: "error", status: 596, request: configure } }),
    },
  ],
  drop: [
    {
      sees: "EOF",
      play: (id) => ({ resources: machine(id), fault: { fault: "drop", request: configure } }),
    },
    {
      sees: "EOF",
      play: (id) => ({ resources: machine(id), fault: { fault: "drop", done: true, request: configure } }),
    },
  ],
  "half-answer": [
    {
      sees: "unexpected EOF",
      play: (id) => ({
        resources: machine(id),
        fault: { fault: "half-answer", request: "GET /nodes/*/qemu/*/config" },
      }),
    },
  ],
  "task-fails": [
    {
      sees: "failed to complete with exit code: clone failed: can't lock file '/var/lock/qemu-server/lock-9000.conf' - got timeout",
      play: (id) => ({
        resources: machine(id),
        fault: {
          fault: "task-fails",
          task: "qmclone",
          text: "can't lock file '/var/lock/qemu-server/lock-9000.conf' - got timeout",
        },
      }),
    },
  ],
  "task-hangs": [
    {
      sees: "timeout while waiting for task",
      play: (id) => ({
        resources: machine(id, { timeout_clone: 1 }),
        fault: { fault: "task-hangs", task: "qmclone" },
        repair: stopTasks,
      }),
    },
  ],
  "task-warns": [
    {
      sees: "WARN: the fan is loud",
      succeeds: true,
      play: (id) => ({
        resources: machine(id, { started: true }),
        fault: { fault: "task-warns", task: "qmstart", text: "the fan is loud" },
      }),
    },
  ],
  "storage-full": [
    {
      sees: "Cannot create new thin volume, free space in thin pool pve/data reached threshold.",
      play: (id) => ({
        resources: machine(id),
        fault: { fault: "storage-full", storage: "local-lvm", request: clone },
      }),
    },
  ],
  "lock-held": [
    {
      sees: "Reason: VM is locked (backup)",
      play: (id) => ({
        before: machine(id),
        resources: machine(id, { memory: { dedicated: 2048 } }),
        fault: { fault: "lock-held", vmid: id, request: configure },
      }),
    },
  ],
  "privilege-revoked": [
    {
      sees: "received an HTTP 403 response - Reason: Permission check failed (/vms/9000, VM.Clone)",
      play: (id) => ({
        resources: machine(id),
        fault: { fault: "privilege-revoked", from: "root@pam!simulator", privilege: "VM.Clone", request: clone },
      }),
    },
  ],
  "node-offline": [
    {
      sees: "received an HTTP 595 response - Reason: No route to host",
      play: (id) => ({ resources: machine(id), fault: { fault: "node-offline", node: "pve", request: clone } }),
    },
  ],
  "clock-wrong": [
    {
      sees: "received an HTTP 401 response - Reason: permission denied - invalid PVE ticket",
      play: (id) => ({
        resources: pool(id),
        fault: { fault: "clock-wrong", seconds: 3 * 3600, request: "POST /pools", times: 0 },
        login: "password",
        repair: over,
      }),
    },
  ],
  "certificate-changed": [
    {
      sees: "tls: failed to verify certificate: x509: certificate signed by unknown authority",
      play: (id) => ({ resources: pool(id), fault: { fault: "certificate-changed" }, repair: over }),
    },
  ],
  "vmid-taken": [
    {
      sees: "config file already exists",
      play: (id) => ({ resources: machine(id, { vm_id: undefined }), fault: { fault: "vmid-taken" } }),
    },
  ],
  "ssh-refused": [
    {
      sees: "handshake failed",
      play: (id) => ({ resources: snippet(id), fault: { fault: "ssh-refused", times: 0 }, repair: over }),
    },
    {
      sees: 'unable to authenticate user "root" over SSH',
      play: (id) => ({
        resources: snippet(id),
        fault: { fault: "ssh-refused", stage: "login", times: 0 },
        repair: over,
      }),
    },
  ],
  "agent-silent": [
    {
      sees: "timeout while waiting for the QEMU agent",
      succeeds: true,
      play: (id) => ({
        resources: machine(id, { started: true, agent: { enabled: true, timeout: "1s" } }),
        fault: { fault: "agent-silent" },
        repair: over,
      }),
    },
  ],
};

async function stopTasks(): Promise<void> {
  const { data } = await stage.api.get("/cluster/tasks");
  for (const { upid, endtime } of data as { upid: string; endtime?: number }[]) {
    if (endtime === undefined) await stage.api.delete(`/nodes/pve/tasks/${encodeURIComponent(upid)}`);
  }
}

const cases = faultClasses.flatMap(({ name, says }) =>
  scenes[name].map((scene, index) => ({ title: `${name}: ${says}${index > 0 ? ` (${index + 1})` : ""}`, ...scene })),
);

test.each(cases)("$title; the person is told, and the second run ends well", async ({ sees, succeeds, play }) => {
  const id = 300 + cases.findIndex((one) => one.play === play);
  const { resources, before, fault, login, repair } = play(id);
  stage.begin(before ?? resources);
  if (before) expect(await stage.apply(login)).toMatchObject({ ok: true });
  stage.set(resources);
  stage.simulator.fault(fault);

  expect(await stage.apply(login)).toEqual({ ok: succeeds ?? false, said: expect.stringContaining(sees) });
  await repair?.();
  expect(await stage.apply(login)).toMatchObject({ ok: true, said: expect.stringContaining("Apply complete!") });
});
