/** Cloning a machine or a template, in full or linked. */

import type { Cluster } from "../../cluster.ts";
import { cloneFirewall, removeFirewall } from "../../firewall/files.ts";
import { type Guest, guests } from "../../guests/guest.ts";
import { demandUnlocked, isTemplate, putGuest, snapshotOf } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { nodes } from "../../nodes/node.ts";
import type { Caller } from "../../permission/caller.ts";
import { every, must, privileged, some, whenGiven } from "../../permission/rule.ts";
import { demandPool, joinPool } from "../../pools/members.ts";
import { cloneDrive, clonedConfig, clonedDrives, demandClonable } from "../../qemu/clone.ts";
import { isCloudInit } from "../../qemu/drives.ts";
import { machineOn } from "../../qemu/machine.ts";
import { demandBridges } from "../../qemu/permissions.ts";
import { configId, dnsName, node, poolId, storageId, vmid } from "../../schema/common.ts";
import { boolean, choice, integer, optional, string } from "../../schema/schema.ts";
import { storageNamed, storageOn } from "../../storage/access.ts";
import { freeVolume } from "../../storage/images.ts";
import type { Volume } from "../../storage/slices.ts";
import { splitVolid } from "../../storage/volume-name.ts";
import { say } from "../../tasks/work.ts";

export const clone = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/clone",
  permission: must(
    every(
      privileged("/vms/{vmid}", "VM.Clone"),
      some(privileged("/vms/{newid}", "VM.Allocate"), whenGiven("pool", "/pool/{pool}", "VM.Allocate")),
    ),
  ),
  parameters: {
    newid: vmid(),
    name: optional(dnsName()),
    description: optional(string()),
    pool: optional(poolId()),
    snapname: optional(configId({ maxLength: 40 })),
    storage: optional(storageId()),
    format: optional(choice("raw", "qcow2", "vmdk")),
    full: optional(boolean()),
    target: optional(node()),
    bwlimit: optional(integer({ minimum: 0 })),
  },
  task: "qmclone",
  without: "linked clones of a snapshot, bandwidth limits",
  *run({ cluster, caller, parameters }) {
    const { newid, storage, format, pool } = parameters;
    const machine = machineOn(cluster, parameters);
    const source =
      parameters.snapname === undefined ? machine : { ...machine, config: snapshotOf(machine, parameters.snapname) };
    const target = parameters.target ?? source.node;
    const full = parameters.full ?? !isTemplate(source);
    demandPool(cluster, pool);
    demandTarget(cluster, source, { target, storage });
    demandUnlocked(machine);
    if (storage !== undefined && !full) throw refusal("parameter 'storage' not allowed for linked clones");
    if (format !== undefined && !full) throw refusal("parameter 'format' not allowed for linked clones");
    demandStorages(cluster, caller, source, storage);
    demandBridges(cluster, caller, source.config);
    demandClonable(cluster, { source, full });
    if (cluster.state.table(guests).has(newid))
      throw refusal(`unable to create VM ${newid}: config file already exists`);

    const empty: Guest = {
      vmid: newid,
      kind: "qemu",
      node: source.node,
      config: { lock: "clone" },
      pending: {},
      power: { status: "stopped" },
    };
    putGuest(cluster, empty);
    cloneFirewall(cluster, source.vmid, newid);
    const made: Volume[] = [];
    try {
      yield* say(`creating a clone of VM ${source.vmid} with ID ${newid}`);
      const config: Record<string, string | number> = { ...clonedConfig(cluster, source, parameters) };
      for (const [name, drive] of clonedDrives(source.config)) {
        config[name] = yield* cloneDrive(cluster, { source, newid, full, storage, format }, name, drive, made);
      }
      putGuest(cluster, { ...empty, node: target, config });
      joinPool(cluster, newid, pool);
    } catch (error) {
      for (const volume of made) freeVolume(cluster, volume);
      removeFirewall(cluster, newid);
      cluster.state.table(guests).remove(newid);
      throw refusal(`clone failed: ${error instanceof Error ? error.message : error}`);
    }
  },
});

/** A clone may go to another node only where all its disks are seen from there. */
function demandTarget(
  cluster: Cluster,
  source: Guest,
  { target, storage }: { target: string; storage: string | undefined },
): void {
  if (target !== source.node && !cluster.state.table(nodes).has(target))
    throw refusal(`no such cluster node '${target}'`);
  if (storage !== undefined) {
    const chosen = storageOn(cluster, source.node, storage);
    if (!chosen.content.includes("images"))
      throw invalidParameters({ storage: `storage '${storage}' does not support vm images` });
    if (target !== source.node) {
      storageOn(cluster, target, storage);
      if (!chosen.shared) throw refusal(`can't clone to non-shared storage '${storage}'`);
    }
  }
  const local = clonedDrives(source.config).some(
    ([, drive]) => !storageNamed(cluster, splitVolid(drive.file)?.storage ?? "").shared,
  );
  if (target !== source.node && local) throw refusal(`can't clone VM to node '${target}' (VM uses local storage)`);
}

function demandStorages(cluster: Cluster, caller: Caller, source: Guest, storage: string | undefined): void {
  for (const [, drive] of clonedDrives(source.config)) {
    if (isCloudInit(drive)) continue;
    const own = storageNamed(cluster, splitVolid(drive.file)?.storage ?? "").storage;
    caller.demand(`/storage/${storage ?? own}`, ["Datastore.AllocateSpace"]);
  }
}
