/** Names that a client gives to new images. Source: alloc_image of the storage plugins. */
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { placeOf, type Storage, volumeKey, volumes } from "./slices.ts";

export interface NamedImage {
  readonly node: string;
  readonly vmid: number;
  readonly format: string;
  readonly name: string;
}

/** @throws 500 for a name that is not the guest's, or does not say its format */
export function demandImageName(storage: Storage, { vmid, format, name }: NamedImage): void {
  if (storage.type === "pbs") throw refusal("can't allocate space in pbs storage");
  if (storage.options.path !== undefined) {
    const ending = /^[^/\s]+\.(raw|qcow2|vmdk|subvol)$/.exec(name)?.[1];
    if (ending === undefined) throw refusal(`unable to parse volume filename '${name}'`);
    if (ending !== format)
      throw refusal(`illegal name '${name}' - wrong extension for format ('${ending} != '${format}')`);
    return;
  }
  const kind = format === "subvol" ? "subvol" : "vm";
  if (!name.startsWith(`${kind}-${vmid}-`)) {
    throw refusal(`illegal name '${name}' - should be '${kind}-${vmid}-*'`);
  }
}

/** @throws 500 in the words of the storage's program when the name is taken */
export function demandUnusedName(
  cluster: Cluster,
  storage: Storage,
  volid: string,
  { node, vmid, name }: NamedImage,
): void {
  if (!cluster.state.table(volumes).has(volumeKey(placeOf(storage, node), volid))) return;
  const { path, pool, vgname } = storage.options;
  if (path !== undefined) throw refusal(`disk image '${path}/images/${vmid}/${name}' already exists`);
  if (pool !== undefined) throw refusal(`zfs error: cannot create '${pool}/${name}': dataset already exists`);
  throw refusal(
    `lvcreate '${vgname}/${name}' error:   Logical Volume "${name}" already exists in volume group "${vgname}"`,
  );
}
