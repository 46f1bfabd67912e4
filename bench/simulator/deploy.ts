import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { resolveToolchain } from "../../toolchain/resolve.ts";
import { scratch } from "../programs.ts";
import { seconds } from "../stopwatch.ts";
import { type Running, startProgram } from "./program.ts";
import { templateId, worldToClone } from "./worlds.ts";

/** What it takes to deploy 200 machines, each cloned from one template, with the provider's default parallelism. */
export interface Deploy {
  /** Seconds of `tofu apply`. */
  readonly wall: number;
  /** Of that, for how long a processor worked for the simulator. */
  readonly simulatorShare: number;
}

export async function deploy(): Promise<Deploy> {
  const { binary, environment } = await resolveToolchain();
  const simulator = await startProgram("deploy", worldToClone());
  const folder = configuration(200);
  const env = { ...environment, ...aimedAt(simulator) };
  const tofu = (...words: string[]) => execa(binary, words, { cwd: folder, env });
  try {
    await tofu("init", "-input=false");
    const before = simulator.processorTime();
    const wall = await seconds(() => tofu("apply", "-auto-approve", "-input=false"));
    return { wall, simulatorShare: (simulator.processorTime() - before) / wall };
  } finally {
    await simulator.stop();
  }
}

const aimedAt = ({ endpoint, apiToken, caFile }: Running): Record<string, string> => ({
  PROXMOX_VE_ENDPOINT: endpoint,
  PROXMOX_VE_API_TOKEN: apiToken,
  SSL_CERT_FILE: caFile,
});

function configuration(count: number): string {
  const folder = join(scratch, "simulator", "deploy", "stack");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const machine = {
    count,
    node_name: "pve",
    name: `machine-\${count.index}`,
    vm_id: `\${1000 + count.index}`,
    clone: { vm_id: templateId },
    agent: { enabled: true },
    initialization: { datastore_id: "tank", ip_config: { ipv4: { address: "dhcp" } } },
  };
  const stack = {
    terraform: { required_providers: { proxmox: { source: "bpg/proxmox", version: "~> 0.111.1" } } },
    provider: { proxmox: {} },
    resource: { proxmox_virtual_environment_vm: { machine } },
  };
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(stack, null, 2));
  return folder;
}
