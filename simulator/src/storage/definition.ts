/** Storages as /etc/pve/storage.cfg defines them: read from what a client gives, and shown again. Source: PVE::SectionConfig and the plugins of pve-storage. */
import { createHash } from "node:crypto";
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { splitList } from "../schema/formats.ts";
import { optionTables } from "./options.ts";
import { type ContentType, type Storage, type StorageType, storages } from "./slices.ts";
import { storageTypes } from "./types.ts";

/** Checked options by name; booleans are 1 and 0. */
export type Options = Readonly<Record<string, string | number>>;

/** What was given, as it is kept; booleans become 1 and 0. */
export const optionsOf = (given: Readonly<Record<string, unknown>>): Options =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, typeof value === "boolean" ? Number(value) : (value as string | number)]),
  );

/**
 * A new storage from its options.
 * @param size bytes of room
 * @throws 500 when an option is missing, wrong for the type, or no such content can be kept
 */
export function storageFrom(id: string, type: StorageType, given: Options, size: number): Storage {
  const wanted = withUsual(id, type, given);
  demandOptions(type, wanted);
  for (const name of optionTables[type].fixed) {
    if (wanted[name] === undefined) throw refusal(`missing value for required option '${name}'`);
  }
  if (type === "dir" && !/^\/[-/a-zA-Z0-9_.@]+$/.test(String(wanted.path))) {
    throw refusal(`illegal path for directory storage: ${wanted.path}`);
  }
  const content = [...storageTypes[type].usualContents];
  const blank: Storage = {
    storage: id,
    type,
    content,
    size,
    shared: storageTypes[type].shared,
    disabled: false,
    options: {},
  };
  return withOptions(blank, wanted);
}

/** Options that a type fills in itself. */
function withUsual(id: string, type: StorageType, given: Options): Options {
  if (type === "nfs" || type === "cifs") return { path: `/mnt/pve/${id}`, ...given };
  if (type === "zfspool" && given.pool !== undefined) return { mountpoint: `/${given.pool}`, ...given };
  return type === "dir" && given.path !== undefined ? { ...given, path: canonicalPath(String(given.path)) } : given;
}

const canonicalPath = (path: string): string => path.replaceAll(/\/+(\.\/+)*/g, "/").replace(/(.)\/\.?$/, "$1");

/** @throws 500 `unexpected property 'pool'` */
export function demandOptions(type: StorageType, given: Options): void {
  const { fixed, once, free } = optionTables[type];
  const stranger = Object.keys(given).find((name) => !fixed.has(name) && !once.has(name) && !free.has(name));
  if (stranger !== undefined) throw refusal(`unexpected property '${stranger}'`);
}

/** A storage with options set anew. @throws 500 when it would hold what its type cannot */
export function withOptions(storage: Storage, given: Options): Storage {
  const { content, nodes, shared, disable, ...options } = given;
  return {
    ...storage,
    ...(content !== undefined && { content: contentsOf(storage.type, String(content)) }),
    ...(nodes !== undefined && { nodes: [...new Set(splitList(String(nodes)))] }),
    ...(shared !== undefined && { shared: Number(shared) === 1 }),
    ...(disable !== undefined && { disabled: Number(disable) === 1 }),
    options: { ...storage.options, ...options },
  };
}

/** A storage without some of its options: what they say by default holds again. */
export function withoutOptions({ nodes, ...storage }: Storage, names: readonly string[]): Storage {
  const traits = storageTypes[storage.type];
  const gone = new Set(names);
  return {
    ...storage,
    ...(nodes && !gone.has("nodes") && { nodes }),
    ...(gone.has("content") && { content: traits.usualContents }),
    ...(gone.has("shared") && { shared: traits.shared }),
    ...(gone.has("disable") && { disabled: false }),
    options: Object.fromEntries(Object.entries(storage.options).filter(([name]) => !gone.has(name))),
  };
}

/** What a type cannot hold is left out, as Proxmox does with a warning in its log. */
function contentsOf(type: StorageType, list: string): ContentType[] {
  const { contents, mayBeEmpty } = storageTypes[type];
  const words = new Set(splitList(list).filter((word) => word !== "none" || mayBeEmpty));
  const held = contents.filter((content) => words.has(content));
  if (words.has("none") && held.length > 0) throw refusal("unable to combine 'none' with other content types");
  if (held.length === 0 && !mayBeEmpty) throw refusal("storage does not support content type 'none'");
  return held;
}

/** A storage as the API shows it. @param digest of the whole file */
export function shownStorage(storage: Storage, digest: string) {
  return {
    storage: storage.storage,
    type: storage.type,
    content: storage.content.join(",") || "none",
    ...storage.options,
    ...(storage.nodes && { nodes: storage.nodes.join(",") }),
    ...(storage.shared && { shared: 1 }),
    ...(storage.disabled && { disable: 1 }),
    digest,
  };
}

const digests = new WeakMap<Cluster, { readonly version: number; readonly digest: string }>();

/** SHA-1 of the whole file: it moves with a change to any storage. */
export function storagesDigest(cluster: Cluster): string {
  const table = cluster.state.table(storages);
  const known = digests.get(cluster);
  if (known?.version === table.version) return known.digest;
  const digest = createHash("sha1")
    .update(JSON.stringify([...table.all()]))
    .digest("hex");
  digests.set(cluster, { version: table.version, digest });
  return digest;
}
