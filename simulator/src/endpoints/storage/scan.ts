/** What could become a storage: groups and pools of the node, and what other servers offer. Source: PVE::API2::Storage::Scan. */
import type { Cluster } from "../../cluster.ts";
import { groupsOf } from "../../hardware/disk-groups.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { formatted, optional, string } from "../../schema/schema.ts";
import { isOnNode } from "../../storage/access.ts";
import { type Storage, storages } from "../../storage/slices.ts";

const permission = must(privileged("/storage", "Datastore.Allocate"));
const server = () => formatted("pve-storage-server");
/** No packet leaves the simulator: a server offers what a storage of the world has from it. */
const without = "servers that no storage names";

export const scanIndex = endpoint({
  method: "GET",
  path: "/nodes/{node}/scan",
  permission: everyone,
  run: () => ["cifs", "iscsi", "lvm", "lvmthin", "nfs", "pbs", "zfs"].map((method) => ({ method })),
});

export const scanVolumeGroups = endpoint({
  method: "GET",
  path: "/nodes/{node}/scan/lvm",
  permission,
  run: ({ cluster, parameters: { node } }) => groupsOf(cluster, node, "lvm").map(({ name }) => ({ vg: name })),
});

export const scanThinPools = endpoint({
  method: "GET",
  path: "/nodes/{node}/scan/lvmthin",
  permission,
  parameters: { vg: string({ maxLength: 100, pattern: "[a-zA-Z0-9\\.\\+\\_][a-zA-Z0-9\\.\\+\\_\\-]+" }) },
  run({ cluster, parameters: { node, vg } }) {
    const group = (pool: string) =>
      all(cluster).find(({ type, options }) => type === "lvmthin" && options.thinpool === pool)?.options.vgname ?? pool;
    return groupsOf(cluster, node, "lvmthin")
      .filter(({ name }) => group(name) === vg)
      .map(({ name }) => ({ lv: name }));
  },
});

export const scanPools = endpoint({
  method: "GET",
  path: "/nodes/{node}/scan/zfs",
  permission,
  run({ cluster, parameters: { node } }) {
    const datasets = all(cluster).filter((storage) => storage.type === "zfspool" && isOnNode(storage, node));
    const names = [
      ...groupsOf(cluster, node, "zfs").map(({ name }) => name),
      ...datasets.map(({ options }) => options.pool),
    ];
    return [...new Set(names)].sort().map((pool) => ({ pool }));
  },
});

export const scanExports = endpoint({
  method: "GET",
  path: "/nodes/{node}/scan/nfs",
  permission,
  parameters: { server: server() },
  without,
  run({ cluster, parameters }) {
    const offered = offeredBy(cluster, "nfs", parameters.server);
    if (offered.length === 0) {
      throw refusal(
        `clnt_create: RPC: Unable to receive - command '/sbin/showmount --no-headers --exports ${parameters.server}' failed: exit code 1`,
      );
    }
    return unique(offered, "export").map((path) => ({ path, options: "*" }));
  },
});

export const scanShares = endpoint({
  method: "GET",
  path: "/nodes/{node}/scan/cifs",
  permission,
  parameters: {
    server: server(),
    username: optional(string()),
    password: optional(string()),
    domain: optional(string()),
  },
  without: `${without}; who may see them`,
  run({ cluster, parameters }) {
    const offered = offeredBy(cluster, "cifs", parameters.server);
    if (offered.length === 0) {
      throw refusal(`failed - Connection to ${parameters.server} failed (Error NT_STATUS_HOST_UNREACHABLE)`);
    }
    return unique(offered, "share").map((share) => ({ share, description: "" }));
  },
});

const all = (cluster: Cluster): Storage[] => [...cluster.state.table(storages).all()];

const offeredBy = (cluster: Cluster, type: "nfs" | "cifs", server: string): Storage[] =>
  all(cluster).filter((storage) => storage.type === type && storage.options.server === server);

const unique = (from: readonly Storage[], option: string): string[] =>
  [...new Set(from.map(({ options }) => String(options[option])))].sort();
