/** Snapshots of machines, of their disks and, where asked for, their memory. Source: PVE::QemuConfig. */
import type { Config } from "../guests/guest.ts";
import type { Memory, SnapshotFamily } from "../guests/snapshots/family.ts";
import { drivesOf, isCdrom } from "./drives.ts";
import { digestOf } from "./machine.ts";
import { demandSavable, goOn, saveMemory } from "./memory.ts";
import { startMachine, stopMachine } from "./power.ts";

const memory: Memory = {
  demand: demandSavable,
  *save(cluster, guest, name) {
    return { ...(yield* saveMemory(cluster, guest, name)) };
  },
  *resume(cluster, guest) {
    yield* startMachine(cluster, guest);
    goOn(cluster, guest);
  },
};

const disksOf = (config: Config): [string, string][] =>
  drivesOf(config)
    .filter(([, drive]) => !isCdrom(drive))
    .map(([name, { file }]) => [name, file]);

export const machineSnapshots: SnapshotFamily = {
  kind: "qemu",
  tasks: "qm",
  digestOf,
  reserved: (name) => name === "current" || name.toLowerCase() === "pending",
  volumesOf: disksOf,
  told: (name, volid) => `snapshotting 'drive-${name}' (${volid})`,
  start: (cluster, guest) => startMachine(cluster, guest),
  stop: (cluster, guest) => stopMachine(cluster, guest),
  /** It is another generation of the machine, whose system is to know it. */
  restored({ random }, config) {
    const { runningmachine: _, runningcpu: __, ...rest } = config;
    return rest.vmgenid === undefined ? rest : { ...rest, vmgenid: random.uuid() };
  },
  memory,
};
