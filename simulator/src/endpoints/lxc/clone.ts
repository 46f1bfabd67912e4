/** Cloning a container or a template, in full or linked. */
import type { Cluster } from "../../cluster.ts";
import { cloneFirewall, removeFirewall } from "../../firewall/files.ts";
import { guests } from "../../guests/guest.ts";
import {
  demandFreeId,
  demandUnlocked,
  guestNow,
  isTemplate,
  putGuest,
  snapshotOf,
  withConfig,
} from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { freeAll } from "../../lxc/build.ts";
import { clonedConfig, cloneMount, demandClonable, isShared } from "../../lxc/clone.ts";
import { containerOn, reserved } from "../../lxc/container.ts";
import { mountsOf } from "../../lxc/mounts.ts";
import { nodes } from "../../nodes/node.ts";
import { every, must, privileged, some, whenGiven } from "../../permission/rule.ts";
import { demandPool, joinPool } from "../../pools/members.ts";
import { configId, dnsName, node, poolId, storageId, vmid } from "../../schema/common.ts";
import { boolean, number, optional, string } from "../../schema/schema.ts";
import { storageOn } from "../../storage/access.ts";
import type { Volume } from "../../storage/slices.ts";
import { say } from "../../tasks/work.ts";

export const clone = endpoint({
  method: "POST",
  path: "/nodes/{node}/lxc/{vmid}/clone",
  permission: must(
    every(
      privileged("/vms/{vmid}", "VM.Clone"),
      some(privileged("/vms/{newid}", "VM.Allocate"), whenGiven("pool", "/pool/{pool}", "VM.Allocate")),
    ),
  ),
  parameters: {
    newid: vmid(),
    hostname: optional(dnsName()),
    description: optional(string()),
    pool: optional(poolId()),
    snapname: optional(configId({ maxLength: 40 })),
    storage: optional(storageId()),
    full: optional(boolean()),
    target: optional(node()),
    bwlimit: optional(number({ minimum: 0 })),
  },
  task: "vzclone",
  without: "bandwidth limits",
  *run({ cluster, caller, parameters }) {
    const { newid, storage, pool, snapname: snapshot } = parameters;
    demandPool(cluster, pool);
    const target = parameters.target === "localhost" ? parameters.node : (parameters.target ?? parameters.node);
    demandTarget(cluster, { source: parameters.node, target, storage });
    const source = containerOn(cluster, parameters);
    demandUnlocked(source);
    demandFreeId(cluster, newid);
    const full = parameters.full ?? !isTemplate(source);
    if (storage !== undefined && !full) throw refusal("parameter 'storage' not allowed for linked clones");
    const config = snapshot === undefined ? source.config : snapshotOf(source, snapshot);
    const request = { source, config, snapshot, newid, full, storage };
    demandClonable(cluster, caller, request);
    if (target !== source.node && !isShared(cluster, request)) {
      throw refusal(`can't clone CT to node '${target}' (CT uses local storage)`);
    }

    const empty = reserved(source.node, newid);
    const copied = clonedConfig(cluster, config, parameters);
    putGuest(cluster, withConfig(source, { lock: "disk" }));
    putGuest(cluster, { ...empty, config: { ...copied, lock: "create" } });
    cloneFirewall(cluster, source.vmid, newid);
    const made: Volume[] = [];
    try {
      yield* say(`creating a clone of container ${source.vmid} with ID ${newid}`);
      const mounts: Record<string, string> = {};
      for (const [name, mount] of mountsOf(config))
        mounts[name] = yield* cloneMount(cluster, request, name, mount, made);
      putGuest(cluster, { ...empty, node: target, config: { ...copied, ...mounts } });
      joinPool(cluster, newid, pool);
    } catch (error) {
      freeAll(cluster, made);
      removeFirewall(cluster, newid);
      cluster.state.table(guests).remove(newid);
      throw refusal(`clone failed: ${error instanceof Error ? error.message : error}`);
    } finally {
      putGuest(cluster, withConfig(guestNow(cluster, source), { lock: undefined }));
    }
  },
});

/** @throws 500 when there is no such node, or the storage is not for a clone on it */
function demandTarget(
  cluster: Cluster,
  { source, target, storage }: { source: string; target: string; storage: string | undefined },
): void {
  if (target !== source && !cluster.state.table(nodes).has(target)) throw refusal(`no such cluster node '${target}'`);
  if (storage === undefined) return;
  storageOn(cluster, source, storage);
  if (target !== source && !storageOn(cluster, target, storage).shared) {
    throw refusal(`can't clone to non-shared storage '${storage}'`);
  }
}
