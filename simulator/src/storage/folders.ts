/** The folders of a node's storages as its file system shows them over SSH: what is written there becomes content. */
import type { Cluster } from "../cluster.ts";
import { isOnNode } from "./access.ts";
import { folderOf, type NewFile, putFile } from "./files.ts";
import { freeVolume } from "./images.ts";
import { placeOf, type Storage, storages, type Volume, volumeKey, volumes } from "./slices.ts";

export interface FolderFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
  /** Permission bits. */
  readonly mode?: number;
}

/** One content folder, such as /var/lib/vz/snippets. Refuses by an error whose `code` is a POSIX name. */
export interface ContentFolder {
  list(): FolderFile[];
  stat(name: string): FolderFile | undefined;
  read(name: string): Promise<Buffer>;
  write(name: string, content: Buffer): Promise<void>;
  remove(name: string): Promise<void>;
  chmod(name: string, mode: number): Promise<void>;
}

const shownContents = ["iso", "vztmpl", "snippets", "backup", "import"] as const;

interface Kept {
  readonly version: number;
  readonly folders: ReadonlyMap<string, ContentFolder>;
}

const kept = new WeakMap<Cluster, Map<string, Kept>>();

/** Content folders of a node by absolute path, kept until a storage changes. */
export function contentFolders(cluster: Cluster, node: string): ReadonlyMap<string, ContentFolder> {
  const byNode = kept.get(cluster) ?? new Map<string, Kept>();
  kept.set(cluster, byNode);
  const table = cluster.state.table(storages);
  const known = byNode.get(node);
  if (known?.version === table.version) return known.folders;
  const folders = new Map(
    [...table.all()]
      .filter((storage) => storage.options.path !== undefined && isOnNode(storage, node) && !storage.disabled)
      .flatMap((storage) => foldersOf(cluster, node, storage)),
  );
  byNode.set(node, { version: table.version, folders });
  return folders;
}

function foldersOf(cluster: Cluster, node: string, storage: Storage): [string, ContentFolder][] {
  return shownContents
    .filter((content) => storage.content.includes(content))
    .map((content) => [folderOf(storage, content), folder(cluster, node, storage, content)]);
}

function folder(cluster: Cluster, node: string, storage: Storage, content: NewFile["content"]): ContentFolder {
  const place = placeOf(storage, node);
  const table = () => cluster.state.table(volumes);
  const volid = (name: string) => `${storage.storage}:${content}/${name}`;
  const find = (name: string): Volume => {
    const volume = table().get(volumeKey(place, volid(name)));
    if (!volume) throw Object.assign(new Error(`${name}: No such file or directory`), { code: "ENOENT" });
    return volume;
  };
  const shown = ({ volid: own, size, ctime, mode }: Volume): FolderFile => ({
    name: own.slice(volid("").length),
    size,
    modified: new Date(ctime * 1000),
    ...(mode !== undefined && { mode }),
  });
  return {
    list: () =>
      table()
        .by("place", place)
        .filter((volume) => volume.content === content)
        .map(shown),
    stat: (name) => {
      const volume = table().get(volumeKey(place, volid(name)));
      return volume && shown(volume);
    },
    read: async (name) => {
      const { sha256, size } = find(name);
      return sha256 === undefined ? Buffer.alloc(size) : cluster.bytes.read(sha256);
    },
    write: async (name, bytes) => {
      try {
        const sha256 = cluster.bytes.keep(bytes);
        cluster.state.change(() => putFile(cluster, node, storage, { content, name, size: bytes.length, sha256 }));
      } catch (error) {
        const full = /No space left on device/.test((error as Error).message);
        throw Object.assign(error as Error, { code: full ? "ENOSPC" : "EINVAL" });
      }
    },
    remove: async (name) => {
      const volume = find(name);
      cluster.state.change(() => freeVolume(cluster, volume));
    },
    chmod: async (name, mode) => {
      const volume = find(name);
      cluster.state.change(() => table().put(volumeKey(place, volume.volid), { ...volume, mode }));
    },
  };
}
