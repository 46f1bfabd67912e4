import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Node, Storage } from "../model/lab.ts";
import { literal } from "../providers/hcl.ts";
import { DirectoryStorage, ThinStorage, ZfsStorage } from "../providers/proxmox/storage.ts";

/**
 * A storage as Proxmox defines it. Destroying it would take nothing off a disk, but leave guests without theirs, so
 * OpenTofu refuses that.
 *
 * @returns undefined for a share of another machine (nfs, pbs): who may mount it is that machine's to say
 */
export function siteStorage(
  scope: Construct,
  storage: Storage,
  nodes: readonly Node[],
): ITerraformDependable | undefined {
  const { name, type, path, pool } = storage;
  const [volumeGroup = "", thinPool = ""] = pool?.split("/") ?? [];
  const common = { ...described(storage, nodes), lifecycle: { preventDestroy: true } };
  const id = `storage-${name}`;
  switch (type) {
    case "dir":
      return new DirectoryStorage(scope, id, { ...common, path: literal(path ?? ""), shared: false });
    case "zfspool":
      return new ZfsStorage(scope, id, { ...common, zfsPool: pool ?? "" });
    case "lvmthin":
      return new ThinStorage(scope, id, { ...common, volumeGroup, thinPool });
    default:
      return undefined;
  }
}

/** Sorted, as Proxmox gives them back. Where all nodes have it none is named, so that a new node has it as well. */
function described(storage: Storage, nodes: readonly Node[]) {
  const everywhere = nodes.every(({ name }) => storage.nodes.includes(name));
  return {
    id: storage.name,
    content: [...storage.content].sort(),
    ...(!everywhere && { nodes: [...storage.nodes].sort() }),
  };
}
