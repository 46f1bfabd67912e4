/** Making, changing and removing a storage's definition; what lies on it is left alone. Source: PVE::API2::Storage::Config. */
import { removeGrantsOn } from "../access/grants.ts";
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { nodes } from "../nodes/node.ts";
import { pools } from "../pools/pool.ts";
import { splitList } from "../schema/formats.ts";
import { storageNamed } from "./access.ts";
import { demandOptions, type Options, storageFrom, storagesDigest, withOptions, withoutOptions } from "./definition.ts";
import { optionTables } from "./options.ts";
import { backingOf, placeOf, type Storage, type StorageType, storages, volumeKey, volumes } from "./slices.ts";
import { storageTypes } from "./types.ts";

/** Bytes of room behind a storage of which nobody says how much it has. */
export const usualRoom = 100 * 1024 ** 3;

/**
 * Makes a storage.
 * @param size bytes of room. Default: that of another storage on the same disks, else `usualRoom`
 * @throws 500 when the name is taken or the options are not of the type
 */
export function defineStorage(
  cluster: Cluster,
  { storage: id, type, ...options }: Options & { readonly storage: string; readonly type: string },
  size?: number,
): Storage {
  if (!isSimulated(type)) throw refusal(`storage type '${type}' is not simulated`);
  const table = cluster.state.table(storages);
  const storage = storageFrom(id, type, options, size ?? usualRoom);
  if (table.has(id)) throw refusal(`create storage failed: storage ID '${id}' already defined`);
  const neighbour = [...table.all()].find((other) => backingOf(other) === backingOf(storage));
  return table.put(id, { ...storage, size: size ?? neighbour?.size ?? usualRoom });
}

const isSimulated = (type: string): type is StorageType => Object.hasOwn(storageTypes, type);

/** @throws 500 `update storage failed: …` */
export function changeStorage(
  cluster: Cluster,
  id: string,
  { options, remove = "", digest }: { options: Options; remove?: string | undefined; digest?: string | undefined },
): Storage {
  return explained("update storage failed", () => {
    if (digest !== undefined && digest !== storagesDigest(cluster)) {
      throw refusal("detected modified configuration - file changed by other user? Try again.");
    }
    const before = storageNamed(cluster, id);
    const { fixed, once } = optionTables[before.type];
    const stuck = Object.keys(options).find((name) => fixed.has(name) || once.has(name));
    if (stuck !== undefined) throw refusal(`can't change value of fixed parameter '${stuck}'`);
    demandOptions(before.type, options);
    const gone = splitList(remove);
    for (const name of gone) demandRemovable(before.type, name, options);
    const after = withOptions(withoutOptions(before, gone), options);
    if (after.shared !== before.shared) moveVolumes(cluster, before, after);
    return cluster.state.table(storages).put(id, after);
  });
}

function demandRemovable(type: StorageType, name: string, options: Options): void {
  const { fixed, once, free } = optionTables[type];
  if (fixed.has(name)) throw refusal(`unable to delete required option '${name}'`);
  if (once.has(name)) throw refusal(`unable to delete fixed option '${name}'`);
  if (!free.has(name)) throw refusal(`no such option '${name}'`);
  if (options[name] !== undefined) throw refusal(`cannot set and delete property '${name}' at the same time!`);
}

/** What each node had becomes what all have, and the other way round. */
function moveVolumes(cluster: Cluster, before: Storage, after: Storage): void {
  const table = cluster.state.table(volumes);
  const first = after.nodes?.[0] ?? [...cluster.state.table(nodes).all()][0]?.name ?? "";
  for (const volume of [...table.all()].filter(({ storage }) => storage === before.storage)) {
    const node = volume.place.split("/")[0] ?? "";
    const place = placeOf(after, before.shared ? first : node);
    table.remove(volumeKey(volume.place, volume.volid));
    table.put(volumeKey(place, volume.volid), { ...volume, place });
  }
}

/** `local` is always there; without its own definition it is this. */
const localDefaults = {
  path: "/var/lib/vz",
  content: "backup,images,iso,rootdir,snippets,vztmpl",
  "prune-backups": "keep-all=1",
};

/** @throws 500 `delete storage failed: …` */
export function removeStorage(cluster: Cluster, id: string): void {
  explained("delete storage failed", () => {
    const { size } = storageNamed(cluster, id);
    const table = cluster.state.table(storages);
    table.remove(id);
    if (id === "local") table.put(id, storageFrom(id, "dir", localDefaults, size));
  });
  removeGrantsOn(cluster, `/storage/${id}`);
  for (const pool of cluster.state.table(pools).by("storage", id)) {
    const left = pool.storages.filter((member) => member !== id);
    cluster.state.table(pools).put(pool.poolid, { ...pool, storages: left });
  }
}

/** Says what was being done when it is refused. */
function explained<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw refusal(`${what}: ${error instanceof Error ? error.message : error}`);
  }
}
