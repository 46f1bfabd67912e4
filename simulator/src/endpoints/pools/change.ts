/** Making, changing and deleting a pool; each has an older form with the pool in the path, which nested pools cannot use. */
import { removeGrantsOnPool } from "../../access/grants.ts";
import { filled, locked } from "../../access/user-config.ts";
import type { Cluster } from "../../cluster.ts";
import { guests } from "../../guests/guest.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import type { Caller } from "../../permission/caller.ts";
import { must, privileged } from "../../permission/rule.ts";
import { addGuest, addStorage, dropGuest, dropStorage } from "../../pools/membership.ts";
import { type Pool, parentOf, pools } from "../../pools/pool.ts";
import { poolId } from "../../schema/common.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, formatted, optional, string } from "../../schema/schema.ts";
import { storages } from "../../storage/slices.ts";

const permission = must(privileged("/pool/{poolid}", "Pool.Allocate"));

export const createPool = endpoint({
  method: "POST",
  path: "/pools",
  permission,
  parameters: { poolid: poolId(), comment: optional(string()) },
  run({ cluster, parameters: { poolid, comment } }) {
    return locked("create pool failed", () => {
      const table = cluster.state.table(pools);
      if (table.has(poolid)) throw refusal(`pool '${poolid}' already exists`);
      const parent = parentOf(poolid);
      if (parent !== undefined && !table.has(parent)) {
        throw refusal(`parent '${parent}' of pool '${poolid}' does not exist`);
      }
      const leaf = parent === undefined ? poolid : poolid.slice(parent.length + 1);
      if (!/^[A-Za-z]/.test(leaf)) throw refusal("pool name must start with a letter");
      table.put(poolid, { poolid, guests: [], storages: [], ...filled({ comment }) });
      return null;
    });
  },
});

const changes = {
  comment: optional(string()),
  vms: optional(formatted("pve-vmid-list")),
  storage: optional(formatted("pve-storage-id-list")),
  "allow-move": optional(boolean(), false),
  delete: optional(boolean(), false),
};

export const updatePool = endpoint({
  method: "PUT",
  path: "/pools",
  permission,
  parameters: { poolid: poolId(), ...changes },
  run: ({ cluster, caller, parameters }) => update(cluster, caller, parameters),
});

export const updatePoolByPath = endpoint({
  method: "PUT",
  path: "/pools/{poolid}",
  permission,
  parameters: changes,
  run: ({ cluster, caller, parameters }) => update(cluster, caller, parameters),
});

interface Change {
  readonly poolid: string;
  readonly comment: string | undefined;
  readonly vms: string | undefined;
  readonly storage: string | undefined;
  readonly "allow-move": boolean;
  readonly delete: boolean;
}

function update(cluster: Cluster, caller: Caller, change: Change): null {
  const { poolid, vms = "", storage = "", delete: drop } = change;
  return locked("update pools failed", () => {
    const { comment: before, ...pool } = poolNamed(cluster, poolid);
    cluster.state.table(pools).put(poolid, { ...pool, ...filled({ comment: change.comment ?? before }) });
    for (const vmid of splitList(vms).map(Number)) {
      if (drop) dropGuest(cluster, caller, poolid, vmid);
      else addGuest(cluster, caller, poolid, vmid, { allowMove: change["allow-move"] });
    }
    for (const id of splitList(storage)) (drop ? dropStorage : addStorage)(cluster, caller, poolid, id);
    return null;
  });
}

export const deletePool = endpoint({
  method: "DELETE",
  path: "/pools",
  permission,
  parameters: { poolid: poolId() },
  run: ({ cluster, parameters: { poolid } }) => remove(cluster, poolid),
});

export const deletePoolByPath = endpoint({
  method: "DELETE",
  path: "/pools/{poolid}",
  permission,
  run: ({ cluster, parameters: { poolid } }) => remove(cluster, poolid),
});

/** Only a pool without members goes; guests and storages that no longer exist do not count. */
function remove(cluster: Cluster, poolid: string): null {
  const { state } = cluster;
  return locked("delete pool failed", () => {
    const pool = poolNamed(cluster, poolid);
    const nested = state.table(pools).by("parent", poolid)[0]?.poolid;
    const vmid = pool.guests.find((member) => state.table(guests).has(member));
    const storage = pool.storages.find((member) => state.table(storages).has(member));
    const inside =
      nested !== undefined
        ? `pool '${nested}'`
        : vmid !== undefined
          ? `VM ${vmid}`
          : storage !== undefined && `storage '${storage}'`;
    if (inside) throw refusal(`pool '${poolid}' is not empty (contains ${inside})`);
    state.table(pools).remove(poolid);
    removeGrantsOnPool(cluster, poolid);
    return null;
  });
}

function poolNamed(cluster: Cluster, poolid: string): Pool {
  const pool = cluster.state.table(pools).get(poolid);
  if (!pool) throw refusal(`pool '${poolid}' does not exist`);
  return pool;
}
