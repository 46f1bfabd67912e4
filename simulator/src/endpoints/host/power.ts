/** Everything on a node at once: starting, stopping and moving its guests, and the node itself. */
import type { Cluster } from "../../cluster.ts";
import { type Guest, guests } from "../../guests/guest.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { guestsOn, startGuests, stopGuests } from "../../nodes/bulk.ts";
import { nodes } from "../../nodes/node.ts";
import { shutDownNode } from "../../nodes/power.ts";
import type { Caller } from "../../permission/caller.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { node as nodeName } from "../../schema/common.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, choice, formatted, integer, optional } from "../../schema/schema.ts";
import { say } from "../../tasks/work.ts";
import { demandOver, moveGuests, suspendGuests } from "../guests/many.ts";

const workers = () => optional(integer({ minimum: 1, maximum: 64 }));
const some = { vms: optional(formatted("pve-vmid-list")), "max-workers": workers() };

const numbersIn = (vms: string | undefined): readonly number[] | undefined =>
  vms === undefined ? undefined : splitList(vms).map(Number);

/** The guests of a node that are meant. @throws 403 for who may not do it to all, nor to each that is named */
function meant(cluster: Cluster, caller: Caller, node: string, vms: string | undefined): Guest[] {
  const named = numbersIn(vms);
  demandOver(caller, "VM.PowerMgmt", named);
  return guestsOn(cluster, node, named);
}

export const startAll = endpoint({
  method: "POST",
  path: "/nodes/{node}/startall",
  permission: everyone,
  parameters: { ...some, force: optional(boolean(), false) },
  task: "startall",
  *run({ cluster, caller, parameters: { node, vms, force, "max-workers": workers } }) {
    const list = meant(cluster, caller, node, vms).filter(({ config }) => force || config.onboot === 1);
    yield* say(`starting ${list.length} guests`);
    yield* startGuests(cluster, list, caller.id ?? "", workers);
  },
});

export const stopAll = endpoint({
  method: "POST",
  path: "/nodes/{node}/stopall",
  permission: everyone,
  parameters: {
    ...some,
    "force-stop": optional(boolean(), true),
    timeout: optional(integer({ minimum: 0, maximum: 7200 })),
  },
  task: "stopall",
  *run({ cluster, caller, parameters: { node, vms, "force-stop": force, timeout, "max-workers": workers } }) {
    const list = meant(cluster, caller, node, vms);
    yield* say(`stopping ${list.length} guests`);
    yield* stopGuests(cluster, list, caller.id ?? "", { force, workers, ...(timeout !== undefined && { timeout }) });
  },
});

export const suspendAll = endpoint({
  method: "POST",
  path: "/nodes/{node}/suspendall",
  permission: everyone,
  parameters: some,
  task: "suspendall",
  without: "more than one at a time",
  *run({ cluster, caller, parameters: { node, vms } }) {
    const list = meant(cluster, caller, node, vms).reverse();
    yield* say(`suspending ${list.length} guests`);
    yield* suspendGuests(cluster, list, caller.id ?? "");
  },
});

export const migrateAll = endpoint({
  method: "POST",
  path: "/nodes/{node}/migrateall",
  permission: everyone,
  parameters: {
    target: nodeName(),
    vms: optional(formatted("pve-vmid-list")),
    "max-workers": workers(),
    maxworkers: workers(),
    "with-local-disks": optional(boolean()),
  },
  task: "migrateall",
  without: "more than one at a time",
  *run({ cluster, caller, parameters }) {
    const { node, target, vms } = parameters;
    const named = numbersIn(vms);
    demandOver(caller, "VM.Migrate", named);
    if (target === node) throw invalidParameters({ target: "target is local node." });
    if (!cluster.state.table(nodes).has(target)) throw refusal(`no such cluster node '${target}'`);
    const list = cluster.state
      .table(guests)
      .by("node", node)
      .filter(({ vmid }) => named?.includes(vmid) ?? true);
    if (list.length === 0) {
      yield* say("no virtual guests matched, nothing to do..");
      return;
    }
    yield* moveGuests(cluster, caller, list, { target, "with-local-disks": parameters["with-local-disks"] });
  },
});

export const commandNode = endpoint({
  method: "POST",
  path: "/nodes/{node}/status",
  permission: must(privileged("/nodes/{node}", "Sys.PowerMgmt")),
  parameters: { command: choice("reboot", "shutdown") },
  run({ cluster, parameters: { node, command } }) {
    cluster.tasks.background(shutDownNode(cluster, node, command === "reboot"));
    return null;
  },
});
