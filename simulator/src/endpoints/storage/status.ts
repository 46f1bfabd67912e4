/** Storages as a node sees them, and how full they are. */
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { anyOf, everyone, must } from "../../permission/rule.ts";
import { node as nodeName, storageId } from "../../schema/common.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, formatted, optional } from "../../schema/schema.ts";
import { isOnNode, storageOn } from "../../storage/access.ts";
import { type Storage, storages } from "../../storage/slices.ts";
import { traitsOf } from "../../storage/types.ts";
import { storageUse } from "../../storage/use.ts";

const mayLook = ["Datastore.Audit", "Datastore.AllocateSpace"] as const;

function facts(cluster: Cluster, storage: Storage, node: string) {
  const { total, used, available } = storageUse(cluster, storage, node);
  return {
    type: storage.type,
    content: storage.content.join(","),
    active: 1,
    enabled: storage.disabled ? 0 : 1,
    shared: storage.shared ? 1 : 0,
    total,
    used,
    avail: available,
  };
}

export const listStorages = endpoint({
  method: "GET",
  path: "/nodes/{node}/storage",
  permission: everyone,
  parameters: {
    storage: optional(storageId()),
    content: optional(formatted("pve-storage-content-list")),
    enabled: optional(boolean(), false),
    target: optional(nodeName()),
    format: optional(boolean(), false),
  },
  run({ cluster, caller, parameters: wanted }) {
    const contents = wanted.content === undefined ? undefined : splitList(wanted.content);
    return [...cluster.state.table(storages).all()]
      .filter(
        (storage) =>
          isOnNode(storage, wanted.node) && caller.can(`/storage/${storage.storage}`, mayLook, { any: true }),
      )
      .filter((storage) => wanted.storage === undefined || storage.storage === wanted.storage)
      .filter(
        (storage) =>
          contents === undefined ||
          contents.some((content) => (storage.content as readonly string[]).includes(content)),
      )
      .filter((storage) => !wanted.enabled || !storage.disabled)
      .filter((storage) => wanted.target === undefined || (storage.shared && isOnNode(storage, wanted.target)))
      .map((storage) => {
        const shown = facts(cluster, storage, wanted.node);
        const formats = traitsOf(storage).formats;
        return {
          storage: storage.storage,
          ...shown,
          ...(shown.total > 0 && { used_fraction: shown.used / shown.total }),
          ...(wanted.format && { formats: { default: formats[0], supported: formats } }),
        };
      });
  },
});

export const storageStatus = endpoint({
  method: "GET",
  path: "/nodes/{node}/storage/{storage}/status",
  permission: must(anyOf("/storage/{storage}", ...mayLook)),
  run: ({ cluster, parameters }) =>
    facts(cluster, storageOn(cluster, parameters.node, parameters.storage), parameters.node),
});
