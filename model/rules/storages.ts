import { didYouMean } from "../did-you-mean.ts";
import type { Draft, Rule } from "../draft.ts";
import type { Fault } from "../fault.ts";
import type { Storage, StorageContent, StorageType } from "../lab.ts";

/** What each type of storage can hold (Proxmox: Storage, "Storage Types"; `plugindata` of each plugin). */
const able: Record<StorageType, readonly StorageContent[]> = {
  dir: ["images", "rootdir", "iso", "vztmpl", "snippets", "import", "backup"],
  nfs: ["images", "rootdir", "iso", "vztmpl", "snippets", "import", "backup"],
  zfspool: ["images", "rootdir"],
  lvmthin: ["images", "rootdir"],
  pbs: ["backup"],
};

/** Where each type keeps its volumes has to be said. */
const place: Partial<Record<StorageType, "path" | "pool">> = { dir: "path", zfspool: "pool", lvmthin: "pool" };

/** A storage holds what its type can, says where, and is on nodes that exist. */
export const soundStorages: Rule = (draft) =>
  [...draft.storages.values()].flatMap((storage) => [
    ...contentFits(draft, storage),
    ...placeGiven(draft, storage),
    ...nodesExist(draft, storage),
  ]);

function contentFits({ site }: Draft, { name, type, content }: Storage): Fault[] {
  return content.flatMap((kind, index) => {
    if (able[type].includes(kind)) return [];
    const message = `${kind} cannot be on a ${type} storage, which holds ${able[type].join(", ")}`;
    return [site.source.fault(["storages", name, "content", index], message)];
  });
}

function placeGiven({ site }: Draft, storage: Storage): Fault[] {
  const key = place[storage.type];
  const path = ["storages", storage.name];
  if (key && storage[key] === undefined)
    return [{ at: site.source.keyAt(path), message: `${storage.name} is a ${storage.type} storage and needs ${key}` }];
  return (["path", "pool"] as const).flatMap((other) =>
    other === key || storage[other] === undefined
      ? []
      : [{ at: site.source.keyAt([...path, other]), message: `${other} means nothing for a ${storage.type} storage` }],
  );
}

function nodesExist({ name: siteName, site }: Draft, { name, nodes }: Storage): Fault[] {
  const known = Object.keys((site.source.value as { nodes?: object }).nodes ?? {});
  return nodes.flatMap((node, index) => {
    if (known.includes(node)) return [];
    const message = `node "${node}" does not exist in site ${siteName}${didYouMean(node, known)}`;
    return [site.source.fault(["storages", name, "nodes", index], message)];
  });
}
