/** Acting on many guests, wherever they run. Source: PVE::API2::Cluster::BulkAction::Guest. */
import type { Cluster } from "../../cluster.ts";
import { type Guest, guests } from "../../guests/guest.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { startGuests, stopGuests, usualTimeout } from "../../nodes/bulk.ts";
import { everyone } from "../../permission/rule.ts";
import { node, storageId, vmid } from "../../schema/common.ts";
import { boolean, integer, list, optional } from "../../schema/schema.ts";
import { say } from "../../tasks/work.ts";
import { demandOver, moveGuests, suspendGuests } from "../guests/many.ts";

const workers = (usual: number) => optional(integer({ minimum: 1, maximum: 64 }), usual);
const some = { vms: optional(list(vmid())), "max-workers": workers(4), maxworkers: workers(4) };

/** Guests that are meant, by number; templates take no part. @param named default: all */
const meant = (cluster: Cluster, named: readonly number[] | undefined): Guest[] =>
  [...cluster.state.table(guests).all()]
    .filter(({ vmid, config }) => config.template !== 1 && (named?.includes(vmid) ?? true))
    .sort((a, b) => a.vmid - b.vmid);

export const bulkIndex = endpoint({
  method: "GET",
  path: "/cluster/bulk-action",
  permission: everyone,
  run: () => [{ name: "guest" }],
});

export const bulkGuestIndex = endpoint({
  method: "GET",
  path: "/cluster/bulk-action/guest",
  permission: everyone,
  run: () => ["start", "shutdown", "suspend", "migrate"].map((name) => ({ name })),
});

export const bulkStart = endpoint({
  method: "POST",
  path: "/cluster/bulk-action/guest/start",
  permission: everyone,
  parameters: { ...some, timeout: optional(integer()) },
  task: "bulkstart",
  *run({ cluster, caller, parameters: { vms, "max-workers": workers } }) {
    demandOver(caller, "VM.PowerMgmt", vms);
    const list = meant(cluster, vms);
    yield* say(`starting ${list.length} guests`);
    yield* startGuests(cluster, list, caller.id ?? "", workers);
  },
});

export const bulkShutdown = endpoint({
  method: "POST",
  path: "/cluster/bulk-action/guest/shutdown",
  permission: everyone,
  parameters: { ...some, timeout: optional(integer(), usualTimeout), "force-stop": optional(boolean(), true) },
  task: "bulkshutdown",
  *run({ cluster, caller, parameters: { vms, timeout, "force-stop": force, "max-workers": workers } }) {
    demandOver(caller, "VM.PowerMgmt", vms);
    const list = meant(cluster, vms);
    yield* say(`shutting down ${list.length} guests`);
    yield* stopGuests(cluster, list, caller.id ?? "", { timeout, force, workers });
  },
});

export const bulkSuspend = endpoint({
  method: "POST",
  path: "/cluster/bulk-action/guest/suspend",
  permission: everyone,
  parameters: {
    ...some,
    "to-disk": optional(boolean(), false),
    statestorage: { ...optional(storageId()), requires: "to-disk" },
  },
  task: "bulksuspend",
  without: "more than one at a time",
  *run({ cluster, caller, parameters: { vms, statestorage, "to-disk": toDisk } }) {
    demandOver(caller, "VM.PowerMgmt", vms);
    if (statestorage !== undefined) caller.demand(`/storage/${statestorage}`, ["Datastore.AllocateSpace"]);
    const list = meant(cluster, vms);
    if (toDisk) for (const { vmid } of list) caller.demand(`/vms/${vmid}`, ["VM.Config.Disk"]);
    yield* say(`suspending ${list.length} guests`);
    yield* suspendGuests(cluster, list, caller.id ?? "", toDisk ? { storage: statestorage } : undefined);
  },
});

export const bulkMigrate = endpoint({
  method: "POST",
  path: "/cluster/bulk-action/guest/migrate",
  permission: everyone,
  parameters: {
    vms: optional(list(vmid())),
    target: node(),
    online: optional(boolean()),
    "with-local-disks": optional(boolean()),
    "max-workers": workers(1),
    maxworkers: workers(1),
  },
  task: "bulkmigrate",
  without: "more than one at a time",
  *run({ cluster, caller, parameters: { vms, target, online, "with-local-disks": local } }) {
    demandOver(caller, "VM.Migrate", vms);
    const list = meant(cluster, vms).filter((guest) => guest.node !== target);
    yield* say(`migrating ${list.length} guests to ${target}`);
    yield* moveGuests(cluster, caller, list, { target, online, "with-local-disks": local });
  },
});
