/** A machine's memory on a disk, from which it goes on where it was. Source: PVE::QemuConfig and PVE::QemuServer::RunState. */
import type { Cluster } from "../cluster.ts";
import { copySeconds } from "../guests/copy.ts";
import type { Guest } from "../guests/guest.ts";
import { putGuest, withConfig } from "../guests/record.ts";
import { refusal } from "../kernel/error.ts";
import { memoryOf } from "../nodes/use.ts";
import { findVolume, storageNamed } from "../storage/access.ts";
import { allocateImage, freeVolume } from "../storage/images.ts";
import { traitsOf } from "../storage/types.ts";
import { splitVolid } from "../storage/volume-name.ts";
import { say, takes, type Work } from "../tasks/work.ts";
import { bootImage, cardsOf } from "./boot.ts";
import { drivesOf, isCdrom } from "./drives.ts";
import { machineNow } from "./machine.ts";
import { runningMachine } from "./status.ts";

/** Bytes that Proxmox sets aside for the state of the devices. */
const deviceState = 500 * 1024 ** 2;

/** @throws 500 for a machine whose memory cannot be saved */
export function demandSavable({ config }: Guest): void {
  const blockers = ["amd-sev", "intel-tdx"].filter((name) => config[name] !== undefined);
  if (Object.keys(config).some((name) => /^virtiofs\d+$/.test(name))) blockers.push("virtiofs");
  if (blockers.length > 0) {
    throw refusal(`Cannot live-migrate, snapshot (with RAM), or hibernate a VM with: ${blockers.join(", ")}`);
  }
}

/** What a configuration notes of memory that was saved. */
interface Saved {
  readonly vmstate: string;
  readonly runningmachine: string;
  readonly runningcpu: string;
}

/** @param name what the volume is called after @param storage where it lies */
export function* saveMemory(
  cluster: Cluster,
  guest: Guest,
  name: string,
  storage: string = stateStorage(cluster, guest),
): Work<Saved> {
  const { vmid, node } = guest;
  const volume = allocateImage(cluster, {
    node,
    storage,
    vmid,
    size: memoryOf(guest) * 2 + deviceState,
    format: "raw",
    name: `vm-${vmid}-state-${name}${traitsOf(storageNamed(cluster, storage)).files ? ".raw" : ""}`,
  });
  try {
    yield* say(`saving VM state and RAM using storage '${storage}'`);
    yield* takes(copySeconds(memoryOf(guest)));
  } catch (error) {
    freeMemory(cluster, guest, volume.volid);
    throw error;
  }
  return { vmstate: volume.volid, runningmachine: runningMachine(guest), runningcpu: "kvm64" };
}

/** Where the memory goes: where the configuration says, else where disks are, shared storages and those of files first. */
export function stateStorage(cluster: Cluster, { config }: Guest): string {
  if (config.vmstatestorage !== undefined) return String(config.vmstatestorage);
  const used = drivesOf(config)
    .filter(([, drive]) => !isCdrom(drive))
    .map(([, { file }]) => splitVolid(file)?.storage)
    .filter((id) => id !== undefined)
    .map((id) => storageNamed(cluster, id));
  const shared = used.filter((storage) => storage.shared);
  const candidates = shared.length > 0 ? shared : used;
  return (candidates.findLast((storage) => traitsOf(storage).files) ?? candidates[0])?.storage ?? "local";
}

function freeMemory(cluster: Cluster, { node }: Guest, volid: string): void {
  const volume = findVolume(cluster, node, volid);
  if (volume) freeVolume(cluster, volume);
}

/** The system of a machine that was just powered on is up at once: it goes on where it was. */
export function goOn(cluster: Cluster, at: Guest): void {
  const guest = machineNow(cluster, at);
  if (guest.power.status !== "running") return;
  const cards = cardsOf(cluster, guest, bootImage(cluster, guest));
  putGuest(cluster, { ...guest, power: { ...guest.power, booted: true, cards } });
}

/** Forgets what a machine was woken from. */
export function forgetMemory(cluster: Cluster, at: Guest): void {
  const guest = machineNow(cluster, at);
  if (guest.config.vmstate !== undefined) freeMemory(cluster, guest, String(guest.config.vmstate));
  const none = { lock: undefined, vmstate: undefined, runningmachine: undefined, runningcpu: undefined };
  putGuest(cluster, withConfig(guest, none));
}
