/** Everything on a node at once: starting, stopping and moving its guests, and the node itself. */
import type { Cluster } from "../../cluster.ts";
import { type Guest, guests } from "../../guests/guest.ts";
import { nameOf } from "../../guests/power.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { forbidden, invalidParameters, refusal } from "../../kernel/error.ts";
import { guestsOn, startGuests, stopGuests } from "../../nodes/bulk.ts";
import { nodes } from "../../nodes/node.ts";
import { shutDownNode } from "../../nodes/power.ts";
import type { Caller } from "../../permission/caller.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { node as nodeName } from "../../schema/common.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, choice, formatted, integer, optional } from "../../schema/schema.ts";
import { beginTask } from "../../tasks/child.ts";
import { say, until, type Work } from "../../tasks/work.ts";
import { migrate as migrateMachine } from "../qemu/migrate.ts";

const workers = () => optional(integer({ minimum: 1, maximum: 64 }));
const some = { vms: optional(formatted("pve-vmid-list")), "max-workers": workers() };

/** @throws 403 for who may not do it to all, nor to each that is named */
function demandOver(caller: Caller, privilege: string, vms: string | undefined): readonly number[] | undefined {
  const named = vms === undefined ? undefined : splitList(vms).map(Number);
  if (caller.can("/", [privilege])) return named;
  if (!named?.length) throw forbidden(`/, ${privilege}`);
  for (const vmid of named) caller.demand(`/vms/${vmid}`, [privilege]);
  return named;
}

export const startAll = endpoint({
  method: "POST",
  path: "/nodes/{node}/startall",
  permission: everyone,
  parameters: { ...some, force: optional(boolean(), false) },
  task: "startall",
  *run({ cluster, caller, parameters: { node, vms, force, "max-workers": workers } }) {
    const named = demandOver(caller, "VM.PowerMgmt", vms);
    const list = guestsOn(cluster, node, named).filter(({ config }) => force || config.onboot === 1);
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
    const list = guestsOn(cluster, node, demandOver(caller, "VM.PowerMgmt", vms));
    yield* say(`stopping ${list.length} guests`);
    yield* stopGuests(cluster, list, caller.id ?? "", { force, workers, ...(timeout !== undefined && { timeout }) });
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
  without: "containers, and more than one at a time",
  *run({ cluster, caller, parameters }) {
    const { node, target, vms } = parameters;
    const named = demandOver(caller, "VM.Migrate", vms);
    if (target === node) throw invalidParameters({ target: "target is local node." });
    if (!cluster.state.table(nodes).has(target)) throw refusal(`no such cluster node '${target}'`);
    const list = cluster.state
      .table(guests)
      .by("node", node)
      .filter(({ vmid, kind }) => kind === "qemu" && (named?.includes(vmid) ?? true));
    if (list.length === 0) {
      yield* say("no virtual guests matched, nothing to do..");
      return;
    }
    for (const guest of list) yield* moveAway(cluster, caller, guest, { target, ...localDisks(parameters) });
    yield* say(`All jobs finished, used ${list.length} workers in total.`);
  },
});

const localDisks = ({ "with-local-disks": wanted }: { readonly "with-local-disks": boolean | undefined }) =>
  wanted === undefined ? {} : { "with-local-disks": wanted };

function* moveAway(cluster: Cluster, caller: Caller, guest: Guest, options: Readonly<Record<string, unknown>>): Work {
  const { node, vmid } = guest;
  const online = guest.power.status === "running";
  yield* say(`Migrating ${nameOf(guest)}`);
  const work = migrateMachine.run({ cluster, caller, parameters: { node, vmid, online, ...options } }) as Work;
  const child = beginTask(cluster, { node, type: "qmigrate", id: String(vmid), user: caller.id ?? "" }, work);
  yield* until(child.ended);
}

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
