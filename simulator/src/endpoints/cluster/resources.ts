/** All there is in the cluster, in one list. */
import type { Cluster } from "../../cluster.ts";
import { guests } from "../../guests/guest.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { nodes } from "../../nodes/node.ts";
import type { Caller } from "../../permission/caller.ts";
import { everyone } from "../../permission/rule.ts";
import { poolOf } from "../../pools/members.ts";
import { pools } from "../../pools/pool.ts";
import { guestResource } from "../../resources/guest.ts";
import { nodeResource } from "../../resources/node.ts";
import { storageResource } from "../../resources/storage.ts";
import { choice, optional } from "../../schema/schema.ts";
import { networkResources } from "../../sdn/status.ts";
import { isOnNode } from "../../storage/access.ts";
import { storages } from "../../storage/slices.ts";

export const resources = endpoint({
  method: "GET",
  path: "/cluster/resources",
  permission: everyone,
  parameters: { type: optional(choice("vm", "storage", "node", "sdn")) },
  run({ cluster, caller, parameters: { type } }) {
    return [
      ...(type === undefined ? poolResources(cluster, caller) : []),
      ...(type === undefined || type === "vm" ? guestResources(cluster, caller) : []),
      ...(type === undefined || type === "node" ? nodeResources(cluster, caller) : []),
      ...(type === undefined || type === "storage" ? storageResources(cluster, caller) : []),
      ...(type === undefined ? networks(cluster, caller) : []),
    ];
  },
});

function poolResources({ state }: Cluster, caller: Caller) {
  return [...state.table(pools).all()]
    .filter(({ poolid }) => caller.can(`/pool/${poolid}`, ["Pool.Audit"]))
    .map(({ poolid }) => ({ id: `/pool/${poolid}`, type: "pool", pool: poolid }));
}

function guestResources(cluster: Cluster, caller: Caller) {
  return [...cluster.state.table(guests).all()]
    .filter((guest) => caller.can(`/vms/${guest.vmid}`, ["VM.Audit"]))
    .sort((a, b) => a.vmid - b.vmid)
    .map((guest) => {
      const pool = poolOf(cluster, guest.vmid)?.poolid;
      const { lock, tags } = guest.config;
      // Added to the row itself: a cluster has thousands of them.
      return Object.assign(
        guestResource(cluster, guest),
        lock !== undefined && { lock },
        tags !== undefined && { tags },
        pool !== undefined && caller.can(`/pool/${pool}`, ["Pool.Audit"]) && { pool },
      );
    });
}

function nodeResources(cluster: Cluster, caller: Caller) {
  return [...cluster.state.table(nodes).all()].map((node) => {
    const row = nodeResource(cluster, node, caller);
    return "uptime" in row ? { ...row, "cgroup-mode": 2 } : row;
  });
}

function storageResources(cluster: Cluster, caller: Caller) {
  return [...cluster.state.table(storages).all()]
    .filter(({ storage, disabled }) => !disabled && caller.can(`/storage/${storage}`, ["Datastore.Audit"]))
    .flatMap((storage) =>
      [...cluster.state.table(nodes).all()]
        .filter((node) => isOnNode(storage, node.name))
        .map((node) => storageResource(cluster, storage, node.name)),
    );
}

/** Zones and fabrics of each node that tells of them; since 9.1 they are no longer told as `sdn`. */
function networks(cluster: Cluster, caller: Caller) {
  const members = [...cluster.state.table(nodes).all()];
  const mayLocal = caller.can("/sdn/zones/localnetwork", ["SDN.Audit"]);
  return [
    ...(mayLocal ? members.map(({ name }) => localNetwork(name)) : []),
    ...members
      .filter(({ online }) => online)
      .flatMap(({ name }) => networkResources(cluster, name))
      .filter((one) =>
        one["network-type"] === "fabric"
          ? caller.can(`/sdn/fabrics/${one.network}`, ["SDN.Audit", "SDN.Allocate"], { any: true })
          : caller.can(`/sdn/zones/${one.network}`, ["SDN.Audit"]),
      ),
  ];
}

const localNetwork = (node: string) => ({
  id: `network/${node}/zone/localnetwork`,
  type: "network",
  "network-type": "zone",
  network: "localnetwork",
  node,
  status: "ok",
});
