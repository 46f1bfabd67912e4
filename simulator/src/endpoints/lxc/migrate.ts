/** Moving a container to another node, and asking where it could go. */
import { demandUnlocked, isRunning } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { containerOn } from "../../lxc/container.ts";
import { migrateContainer } from "../../lxc/migrate.ts";
import { nodes } from "../../nodes/node.ts";
import { must, privileged } from "../../permission/rule.ts";
import { node } from "../../schema/common.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, formatted, integer, number, optional } from "../../schema/schema.ts";
import { storageOn } from "../../storage/access.ts";
import { takes } from "../../tasks/work.ts";

const mayMigrate = must(privileged("/vms/{vmid}", "VM.Migrate"));

export const conditions = endpoint({
  method: "GET",
  path: "/nodes/{node}/lxc/{vmid}/migrate",
  permission: mayMigrate,
  parameters: { target: optional(node()) },
  run({ cluster, parameters }) {
    const guest = containerOn(cluster, parameters);
    demandUnlocked(guest);
    const others = [...cluster.state.table(nodes).all()].map(({ name }) => name).filter((name) => name !== guest.node);
    return { running: isRunning(guest) ? 1 : 0, "allowed-nodes": others, "not-allowed-nodes": {} };
  },
});

export const migrate = endpoint({
  method: "POST",
  path: "/nodes/{node}/lxc/{vmid}/migrate",
  permission: mayMigrate,
  parameters: {
    target: node(),
    "target-storage": optional(formatted("storage-pair-list")),
    online: optional(boolean()),
    restart: optional(boolean()),
    timeout: optional(integer(), 180),
    bwlimit: optional(number({ minimum: 0 })),
  },
  task: "vzmigrate",
  without: "bandwidth limits",
  *run({ cluster, caller, parameters }) {
    const { target, vmid, online = false, restart = false, timeout } = parameters;
    if (target === parameters.node) throw invalidParameters({ target: "target is local node." });
    if (!cluster.state.table(nodes).has(target)) throw refusal(`no such cluster node '${target}'`);
    const guest = containerOn(cluster, parameters);
    if (isRunning(guest) && !online && !restart) {
      throw refusal("can't migrate running container without --online or --restart");
    }
    const map = storageMap(parameters["target-storage"]);
    if (map.named.length > 0 && !map.identity) caller.demand(`/vms/${vmid}`, ["VM.Config.Disk"]);
    for (const id of map.named) {
      const storage = storageOn(cluster, target, id);
      caller.demand(`/storage/${id}`, ["Datastore.AllocateSpace"]);
      if (!storage.content.includes("rootdir")) throw refusal(`storage '${id}' does not support CT rootdirs`);
    }
    yield* takes(0.2);
    yield* migrateContainer(cluster, guest, { target, storageFor: map.of, online, restart, timeout });
  },
});

/** `local-lvm:tank,other:tank` maps one by one, `tank` alone all that is not named, `1` each to itself. */
function storageMap(text: string | undefined) {
  const pairs = splitList(text ?? "").map((pair) => pair.split(":"));
  const identity = pairs.some(([id, to]) => id === "1" && to === undefined);
  const all = pairs.find(([id, to]) => to === undefined && id !== "1")?.[0];
  const entries = new Map(pairs.flatMap(([from = "", to]) => (to === undefined ? [] : [[from, to] as const])));
  return {
    identity,
    named: [...entries.values(), ...(all === undefined ? [] : [all])],
    of: (storage: string) => entries.get(storage) ?? all ?? storage,
  };
}
