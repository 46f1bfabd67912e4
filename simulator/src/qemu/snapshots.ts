/** Snapshots of machines, of their disks and, where asked for, their memory. Source: PVE::QemuConfig. */
import type { Cluster } from "../cluster.ts";
import { copySeconds } from "../guests/copy.ts";
import type { Config, Guest } from "../guests/guest.ts";
import { guestNow, putGuest } from "../guests/record.ts";
import type { Memory, SnapshotFamily } from "../guests/snapshots/family.ts";
import { refusal } from "../kernel/error.ts";
import { memoryOf } from "../nodes/use.ts";
import { storageNamed } from "../storage/access.ts";
import { allocateImage } from "../storage/images.ts";
import { traitsOf } from "../storage/types.ts";
import { splitVolid } from "../storage/volume-name.ts";
import { say, takes } from "../tasks/work.ts";
import { bootImage, cardsOf } from "./boot.ts";
import { drivesOf, isCdrom } from "./drives.ts";
import { digestOf } from "./machine.ts";
import { startMachine, stopMachine } from "./power.ts";
import { runningMachine } from "./status.ts";

/** Bytes that Proxmox sets aside for the state of the devices. */
const deviceState = 500 * 1024 ** 2;

const memory: Memory = {
  demand({ config }) {
    const blockers = ["amd-sev", "intel-tdx"].filter((name) => config[name] !== undefined);
    if (Object.keys(config).some((name) => /^virtiofs\d+$/.test(name))) blockers.push("virtiofs");
    if (blockers.length > 0) {
      throw refusal(`Cannot live-migrate, snapshot (with RAM), or hibernate a VM with: ${blockers.join(", ")}`);
    }
  },
  *save(cluster, guest, name) {
    const { vmid, node } = guest;
    const storage = stateStorage(cluster, guest);
    const volume = allocateImage(cluster, {
      node,
      storage,
      vmid,
      size: memoryOf(guest) * 2 + deviceState,
      format: "raw",
      name: `vm-${vmid}-state-${name}${traitsOf(storageNamed(cluster, storage)).files ? ".raw" : ""}`,
    });
    yield* say(`saving VM state and RAM using storage '${storage}'`);
    yield* takes(copySeconds(memoryOf(guest)));
    return { vmstate: volume.volid, runningmachine: runningMachine(guest), runningcpu: "kvm64" };
  },
  /** Its system is up at once: it goes on where it was. */
  *resume(cluster, guest) {
    yield* startMachine(cluster, guest);
    const now = guestNow(cluster, guest);
    if (now.power.status !== "running") return;
    const cards = cardsOf(cluster, now, bootImage(cluster, now));
    putGuest(cluster, { ...now, power: { ...now.power, booted: true, cards } });
  },
};

/** Where the memory goes: where the configuration says, else where disks are, shared storages and those of files first. */
function stateStorage(cluster: Cluster, { config }: Guest): string {
  if (config.vmstatestorage !== undefined) return String(config.vmstatestorage);
  const used = disksOf(config)
    .map(([, volid]) => splitVolid(volid)?.storage)
    .filter((id) => id !== undefined)
    .map((id) => storageNamed(cluster, id));
  const shared = used.filter((storage) => storage.shared);
  const candidates = shared.length > 0 ? shared : used;
  return (candidates.findLast((storage) => traitsOf(storage).files) ?? candidates[0])?.storage ?? "local";
}

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
