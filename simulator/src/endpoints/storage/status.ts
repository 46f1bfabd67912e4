/** Storages as a node sees them, and how full they are. */
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters } from "../../kernel/error.ts";
import { anyOf, everyone, must } from "../../permission/rule.ts";
import { node as nodeName, storageId } from "../../schema/common.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, choice, formatted, optional } from "../../schema/schema.ts";
import { isOnNode } from "../../storage/access.ts";
import { type Storage, storages } from "../../storage/slices.ts";
import { traitsOf, usualFormat } from "../../storage/types.ts";
import { storageUse } from "../../storage/use.ts";

const mayLook = ["Datastore.Audit", "Datastore.AllocateSpace"] as const;
const auditor = must(anyOf("/storage/{storage}", ...mayLook));

const isEnabled = (storage: Storage, node: string): boolean => !storage.disabled && isOnNode(storage, node);

function facts(cluster: Cluster, storage: Storage, node: string) {
  const enabled = isEnabled(storage, node);
  const use = enabled ? storageUse(cluster, storage, node) : { total: 0, used: 0, available: 0 };
  return {
    type: storage.type,
    content: storage.content.join(","),
    active: enabled ? 1 : 0,
    enabled: enabled ? 1 : 0,
    shared: storage.shared ? 1 : 0,
    total: use.total,
    used: use.used,
    avail: use.available,
  };
}

/** What images may be made there; told twice, in the old and in the new form. */
function formats(storage: Storage) {
  const supported = [...traitsOf(storage).formats].sort();
  const usual = usualFormat(storage);
  return {
    formats: { supported, default: usual },
    format: [Object.fromEntries(supported.map((format) => [format, 1])), usual],
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
    const { node, content, target } = wanted;
    const contents = content === undefined ? undefined : new Set(splitList(content));
    // Asked for a content, Proxmox leaves out what is disabled or elsewhere; else it lists that as not enabled.
    const known = [...cluster.state.table(storages).all()].filter(
      (storage) => !contents || (isEnabled(storage, node) && storage.content.some((held) => contents.has(held))),
    );
    if (wanted.storage !== undefined && !known.some(({ storage }) => storage === wanted.storage)) {
      throw invalidParameters({ storage: "No such storage." });
    }
    const other = target === undefined || target === node || target === "localhost" ? undefined : target;
    return known
      .filter(({ storage }) => wanted.storage === undefined || storage === wanted.storage)
      .filter(({ storage }) => caller.can(`/storage/${storage}`, mayLook, { any: true }))
      .filter(({ disabled }) => !wanted.enabled || !disabled)
      .filter((one) => other === undefined || (one.shared && isOnNode(one, node) && isOnNode(one, other)))
      .map((one) => {
        const shown = facts(cluster, one, node);
        return {
          storage: one.storage,
          ...shown,
          ...(shown.total > 0 && { used_fraction: shown.used / shown.total }),
          ...(wanted.format && shown.enabled && formats(one)),
        };
      });
  },
});

export const storageIndex = endpoint({
  method: "GET",
  path: "/nodes/{node}/storage/{storage}",
  permission: auditor,
  run: () =>
    [
      "content",
      "download-url",
      "file-restore",
      "import-metadata",
      "identity",
      "oci-registry-pull",
      "prunebackups",
      "rrd",
      "rrddata",
      "status",
      "upload",
    ].map((subdir) => ({ subdir })),
});

export const storageStatus = endpoint({
  method: "GET",
  path: "/nodes/{node}/storage/{storage}/status",
  permission: auditor,
  run({ cluster, parameters }) {
    const storage = cluster.state.table(storages).get(parameters.storage);
    if (!storage) throw invalidParameters({ storage: "No such storage." });
    return facts(cluster, storage, parameters.node);
  },
});

/** Seconds between two points, as Proxmox keeps them by time frame. */
const steps = { hour: 60, day: 60, week: 1_800, month: 1_800, year: 21_600 } as const;
const points = 70;

export const storageHistory = endpoint({
  method: "GET",
  path: "/nodes/{node}/storage/{storage}/rrddata",
  permission: auditor,
  parameters: {
    timeframe: choice("hour", "day", "week", "month", "year"),
    cf: optional(choice("AVERAGE", "MAX")),
  },
  without: "a history: every point is the present",
  run({ cluster, parameters }) {
    const storage = cluster.state.table(storages).get(parameters.storage);
    const step = steps[parameters.timeframe];
    const last = Math.floor(cluster.clock.seconds() / step) * step;
    const { total, used } = storage ? facts(cluster, storage, parameters.node) : { total: 0, used: 0 };
    return Array.from({ length: points }, (_, index) => ({
      time: last - (points - 1 - index) * step,
      ...(storage && { total, used }),
    }));
  },
});
