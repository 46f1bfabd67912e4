/** Moving a machine to another node. */

import type { Cluster } from "../../cluster.ts";
import type { Guest } from "../../guests/guest.ts";
import { demandUnlocked, isRunning, rootOnlyOption } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { nodes } from "../../nodes/node.ts";
import type { Caller } from "../../permission/caller.ts";
import { must, privileged } from "../../permission/rule.ts";
import { machineOn } from "../../qemu/machine.ts";
import { type Migration, migrateMachine, volumesOf } from "../../qemu/migrate.ts";
import { node } from "../../schema/common.ts";
import { boolean, choice, formatted, integer, optional } from "../../schema/schema.ts";
import { storageNamed, storageOn } from "../../storage/access.ts";
import { splitVolid } from "../../storage/volume-name.ts";
import { takes } from "../../tasks/work.ts";

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
    if (isRunning(guest) && !parameters.online) throw refusal("can't migrate running VM without --online");
    const storageFor = (own: string) => mapped(own, targetstorage);
    demandStorages(cluster, caller, guest, { target, storageFor });
    yield* takes(0.2);
    const withLocalDisks = parameters["with-local-disks"] ?? false;
    yield* migrateMachine(cluster, guest, { target, storageFor, withLocalDisks });
  },
});

/** @throws 403 or 500 for a storage that the caller may not fill, or that the other node does not have */
function demandStorages(
  cluster: Cluster,
  caller: Caller,
  guest: Guest,
  { target, storageFor }: Pick<Migration, "target" | "storageFor">,
): void {
  for (const volid of volumesOf(guest)) {
    const own = storageNamed(cluster, splitVolid(volid)?.storage ?? "");
    const wanted = storageFor(own.storage);
    if (!own.shared || wanted !== own.storage) caller.demand(`/storage/${wanted}`, ["Datastore.AllocateSpace"]);
    storageOn(cluster, target, wanted);
  }
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
