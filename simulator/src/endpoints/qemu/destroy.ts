/** Destroying a machine with its disks. */

import { removeGrantsOn } from "../../access/grants.ts";
import type { Cluster } from "../../cluster.ts";
import { removeFirewall } from "../../firewall/files.ts";
import type { Guest } from "../../guests/guest.ts";
import { demandUnbound, purgeGuest } from "../../guests/purge.ts";
import {
  demandUnlocked,
  demandUnprotected,
  isRunning,
  isTemplate,
  removeGuest,
  rootOnlyOption,
} from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { must, privileged } from "../../permission/rule.ts";
import { leavePool } from "../../pools/members.ts";
import { drivesOf, isCdrom } from "../../qemu/drives.ts";
import { machineOn } from "../../qemu/machine.ts";
import { skipLock } from "../../schema/common.ts";
import { boolean, optional } from "../../schema/schema.ts";
import { findVolume } from "../../storage/access.ts";
import { freeVolume, isUsedBase } from "../../storage/images.ts";
import { volumes } from "../../storage/slices.ts";
import { say, takes } from "../../tasks/work.ts";

export const destroy = endpoint({
  method: "DELETE",
  path: "/nodes/{node}/qemu/{vmid}",
  permission: must(privileged("/vms/{vmid}", "VM.Allocate")),
  parameters: {
    skiplock: skipLock(),
    purge: optional(boolean()),
    "destroy-unreferenced-disks": optional(boolean(), false),
  },
  task: "qmdestroy",
  *run({ cluster, caller, parameters }) {
    const { vmid, skiplock, purge = false } = parameters;
    rootOnlyOption(caller, "skiplock", skiplock);
    const check = () => {
      const guest = machineOn(cluster, parameters);
      demandUnprotected(guest, `can't remove VM ${vmid}`);
      if (isRunning(guest)) throw refusal(`VM ${vmid} is running - destroy failed`);
      demandUnbound(cluster, guest, purge);
      return guest;
    };
    check();
    yield* takes(1);
    const guest = check();
    if (!skiplock && guest.config.lock !== "suspended") demandUnlocked(guest);
    if (isTemplate(guest)) demandUnlinked(cluster, guest);
    freeDisks(cluster, guest, parameters["destroy-unreferenced-disks"]);
    removeGrantsOn(cluster, `/vms/${vmid}`);
    removeFirewall(cluster, vmid);
    leavePool(cluster, vmid);
    if (purge) {
      yield* say(`purging VM ${vmid} from related configurations..`);
      purgeGuest(cluster, vmid);
    }
    removeGuest(cluster, vmid);
  },
});

function ownVolumes(cluster: Cluster, guest: Guest) {
  return drivesOf({ ...guest.config, ...definedPending(guest) }, { unused: true })
    .filter(([, drive]) => !isCdrom(drive, { cloudInit: false }))
    .map(([, drive]) => findVolume(cluster, guest.node, drive.file))
    .filter((volume) => volume?.vmid === guest.vmid && volume !== undefined);
}

/** Volumes in which the machine's memory is kept, of its snapshots and of its sleep. */
const savedMemory = (cluster: Cluster, { node, config, snapshots = {} }: Guest) =>
  [config, ...Object.values(snapshots)].map(({ vmstate }) => findVolume(cluster, node, String(vmstate)));

function definedPending(guest: Guest): Record<string, string | number> {
  return Object.fromEntries(Object.entries(guest.pending).filter(([, value]) => value !== null)) as Record<
    string,
    string | number
  >;
}

function demandUnlinked(cluster: Cluster, guest: Guest): void {
  const used = ownVolumes(cluster, guest).find((volume) => volume && isUsedBase(cluster, volume));
  if (used) throw refusal(`base volume '${used.volid}' is still in use by linked cloned`);
}

/** The disks of its configuration, and those that only bear its number when asked for. */
function freeDisks(cluster: Cluster, guest: Guest, unreferenced: boolean): void {
  const owned = unreferenced
    ? cluster.state
        .table(volumes)
        .by("guest", guest.vmid)
        .filter((volume) => volume.content === "images")
    : [...ownVolumes(cluster, guest), ...savedMemory(cluster, guest)];
  for (const volume of owned) if (volume && findVolume(cluster, guest.node, volume.volid)) freeVolume(cluster, volume);
}
