/** A storage on a node as a resource of the cluster. Source: PVE::API2Tools, extract_storage_stats. */
import type { Cluster } from "../cluster.ts";
import { nodes } from "../nodes/node.ts";
import type { Storage } from "../storage/slices.ts";
import { storageUse } from "../storage/use.ts";

export function storageResource(cluster: Cluster, storage: Storage, node: string) {
  const { total, used } = storageUse(cluster, storage, node);
  const answers = !storage.disabled && cluster.state.table(nodes).get(node)?.online === true;
  return {
    id: `storage/${node}/${storage.storage}`,
    storage: storage.storage,
    node,
    type: "storage",
    plugintype: storage.type,
    status: answers ? "available" : "unknown",
    shared: storage.shared ? 1 : 0,
    content: [...storage.content].sort().join(","),
    ...(answers && { maxdisk: total, disk: used }),
  };
}
