/** The pools, and one with its members. */
import type { Cluster } from "../../cluster.ts";
import { guests } from "../../guests/guest.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { nodes } from "../../nodes/node.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { type Pool, pools } from "../../pools/pool.ts";
import { guestResource } from "../../resources/guest.ts";
import { storageResource } from "../../resources/storage.ts";
import { poolId } from "../../schema/common.ts";
import { choice, optional } from "../../schema/schema.ts";
import { storages } from "../../storage/slices.ts";

type MemberType = "qemu" | "lxc" | "storage";

const byName = (a: string, b: string) => (a < b ? -1 : 1);

/** With `poolid` a list of that one: the form that nested pools need. */
export const listPools = endpoint({
  method: "GET",
  path: "/pools",
  permission: everyone,
  parameters: {
    poolid: optional(poolId()),
    type: optional({ ...choice("qemu", "lxc", "storage"), requires: "poolid" }),
  },
  run({ cluster, caller, parameters: { poolid, type } }) {
    if (poolid !== undefined) return [withMembers(cluster, poolid, type)];
    return [...cluster.state.table(pools).all()]
      .filter((pool) => caller.can(`/pool/${pool.poolid}`, ["Pool.Audit"]))
      .sort((a, b) => byName(a.poolid, b.poolid))
      .map((pool) => ({ poolid: pool.poolid, ...comment(pool) }));
  },
});

export const readPool = endpoint({
  method: "GET",
  path: "/pools/{poolid}",
  permission: must(privileged("/pool/{poolid}", "Pool.Audit")),
  parameters: { type: optional(choice("qemu", "lxc", "storage")) },
  run: ({ cluster, parameters: { poolid, type } }) => withMembers(cluster, poolid, type),
});

const comment = ({ comment }: Pool) => (comment === undefined ? {} : { comment });

/** Guests by the text of their numbers, then storages by name, as Perl sorts keys. */
function withMembers(cluster: Cluster, poolid: string, type: MemberType | undefined) {
  const pool = cluster.state.table(pools).get(poolid);
  if (!pool) throw refusal(`pool '${poolid}' does not exist`);
  const machines = [...pool.guests]
    .sort((a, b) => byName(String(a), String(b)))
    .flatMap((vmid) => cluster.state.table(guests).get(vmid) ?? [])
    .filter((guest) => type === undefined || guest.kind === type)
    .map((guest) => guestResource(cluster, guest));
  const places = type === undefined || type === "storage" ? [...pool.storages].sort(byName) : [];
  return { poolid, ...comment(pool), members: [...machines, ...places.flatMap((id) => member(cluster, id))] };
}

/** A storage is shown on the node that answers, where it is there, else on the first that has it. */
function member(cluster: Cluster, id: string) {
  const storage = cluster.state.table(storages).get(id);
  const [first] = cluster.state.table(nodes).all();
  if (!storage || !first) return [];
  const [elsewhere = first.name] = [...(storage.nodes ?? [])].sort();
  const node = storage.nodes === undefined || storage.nodes.includes(first.name) ? first.name : elsewhere;
  return [storageResource(cluster, storage, node)];
}
