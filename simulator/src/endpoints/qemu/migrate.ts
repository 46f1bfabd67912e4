/** Moving a machine to another node. */

import type { Cluster } from "../../cluster.ts";
import { copySeconds } from "../../guests/copy.ts";
import type { Guest } from "../../guests/guest.ts";
import { demandUnlocked, isRunning, putGuest, rootOnlyOption, withConfig } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { nodes } from "../../nodes/node.ts";
import type { Caller } from "../../permission/caller.ts";
import { must, privileged } from "../../permission/rule.ts";
import { type Drive, drivesOf, isCdrom, printDrive } from "../../qemu/drives.ts";
import { machineOn } from "../../qemu/machine.ts";
import { node } from "../../schema/common.ts";
import { boolean, choice, formatted, integer, optional } from "../../schema/schema.ts";
import { storageNamed, storageOn, volumeNamed } from "../../storage/access.ts";
import { allocateImage, freeVolume } from "../../storage/images.ts";
import { traitsOf } from "../../storage/types.ts";
import { splitVolid } from "../../storage/volume-name.ts";
import { say, takes, type Work } from "../../tasks/work.ts";

export const migrate = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/migrate",
  permission: must(privileged("/vms/{vmid}", "VM.Migrate")),
  parameters: {
    target: node(),
    online: optional(boolean()),
    force: optional(boolean()),
    migration_type: optional(choice("secure", "insecure")),
    migration_network: optional(formatted("CIDR")),
    "with-local-disks": optional(boolean()),
    "with-conntrack-state": optional(boolean(), false),
    targetstorage: optional(formatted("storage-pair-list")),
    bwlimit: optional(integer({ minimum: 0 })),
  },
  task: "qmigrate",
  without: "bandwidth limits, memory that is copied",
  *run({ cluster, caller, parameters }) {
    const { target, node: source, targetstorage } = parameters;
    if (target === source) throw invalidParameters({ target: "target is local node." });
    if (!cluster.state.table(nodes).has(target)) throw refusal(`no such cluster node '${target}'`);
    rootOnlyOption(caller, "force", parameters.force);
    const guest = machineOn(cluster, parameters);
    demandUnlocked(guest);
    if (isRunning(guest) && !parameters.online) throw refusal("can't migrate running VM without online parameter");
    const moves = movesOf(cluster, caller, guest, target, targetstorage);
    const local = moves.find((move) => !move.shared);
    if (local && !parameters["with-local-disks"])
      throw refusal(`can't migrate VM - local disk attached: ${local.drive.file}`);

    putGuest(cluster, withConfig(guest, { lock: "migrate" }));
    try {
      yield* say(`starting migration of VM ${guest.vmid} to node '${target}'`);
      const changed: Record<string, string> = {};
      for (const move of moves) if (!move.shared) changed[move.name] = yield* moveDrive(cluster, guest, target, move);
      yield* takes(1);
      putGuest(cluster, {
        ...withConfig(machineOn(cluster, parameters), { ...changed, lock: undefined }),
        node: target,
      });
      yield* say("migration finished successfully");
    } catch (error) {
      putGuest(cluster, withConfig(machineOn(cluster, parameters), { lock: undefined }));
      throw refusal(`migration aborted: ${error instanceof Error ? error.message : error}`);
    }
  },
});

interface Move {
  readonly name: string;
  readonly drive: Drive;
  readonly shared: boolean;
  readonly storage: string;
}

function movesOf(cluster: Cluster, caller: Caller, guest: Guest, target: string, pairs: string | undefined): Move[] {
  return drivesOf(guest.config, { unused: true })
    .filter(([, drive]) => !isCdrom(drive, { cloudInit: false }) && splitVolid(drive.file) !== undefined)
    .map(([name, drive]) => {
      const own = storageNamed(cluster, splitVolid(drive.file)?.storage ?? "");
      const id = mapped(own.storage, pairs);
      const shared = own.shared && id === own.storage;
      if (!shared) caller.demand(`/storage/${id}`, ["Datastore.AllocateSpace"]);
      storageOn(cluster, target, id);
      return { name, drive, shared, storage: id };
    });
}

/** `local-lvm:tank,other:tank` maps one by one, `tank` alone all, `1` none. */
function mapped(own: string, pairs: string | undefined): string {
  if (pairs === undefined || pairs === "1") return own;
  const list = pairs.split(",").map((pair) => pair.split(":"));
  return (
    list.find(([from, to]) => to !== undefined && from === own)?.[1] ??
    list.find(([, to]) => to === undefined)?.[0] ??
    own
  );
}

function* moveDrive(cluster: Cluster, guest: Guest, target: string, { name, drive, storage }: Move): Work<string> {
  const volume = volumeNamed(cluster, guest.node, drive.file);
  const files = traitsOf(storageNamed(cluster, storage)).files;
  yield* say(`copying local disk image ${drive.file}`);
  yield* takes(copySeconds(volume.size));
  const cloudInit = /(vm-\d+-cloudinit)/.exec(drive.file)?.[1];
  const copy = allocateImage(cluster, {
    node: target,
    storage,
    vmid: guest.vmid,
    size: volume.size,
    from: volume,
    ...(files && { format: volume.format }),
    ...(cloudInit !== undefined && { name: cloudInit }),
  });
  freeVolume(cluster, volume);
  return printDrive(name, { ...drive, file: copy.volid });
}
