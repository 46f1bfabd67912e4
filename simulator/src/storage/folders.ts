/** The folders of a node's storages as its file system shows them over SSH: what is written there becomes content. */
import { createHash } from "node:crypto";
import type { Cluster } from "../cluster.ts";
import { isOnNode } from "./access.ts";
import { contentFolder, type NewFile, putFile } from "./files.ts";
import { freeVolume } from "./images.ts";
import { placeOf, type Storage, storages, type Volume, volumeKey, volumes } from "./slices.ts";

export interface FolderFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
}

/** One content folder, such as /var/lib/vz/snippets. */
export interface ContentFolder {
  list(): FolderFile[];
  stat(name: string): FolderFile | undefined;
  read(name: string): Promise<Buffer>;
  write(name: string, content: Buffer): Promise<void>;
  remove(name: string): Promise<void>;
}

const shownContents = ["iso", "vztmpl", "snippets", "backup", "import"] as const;

/** Content folders of a node by absolute path, kept until a storage changes. */
export function contentFolders(cluster: Cluster, node: string): () => ReadonlyMap<string, ContentFolder> {
  let version = -1;
  let folders = new Map<string, ContentFolder>();
  return () => {
    const table = cluster.state.table(storages);
    if (version === table.version) return folders;
    version = table.version;
    folders = new Map(
      [...table.all()]
        .filter((storage) => storage.options.path !== undefined && isOnNode(storage, node) && !storage.disabled)
        .flatMap((storage) =>
          shownContents
            .filter((content) => storage.content.includes(content))
            .map((content) => [
              `${storage.options.path}/${contentFolder[content]}`,
              folder(cluster, node, storage, content),
            ]),
        ),
    );
    return folders;
  };
}

function folder(cluster: Cluster, node: string, storage: Storage, content: NewFile["content"]): ContentFolder {
  const place = placeOf(storage, node);
  const table = () => cluster.state.table(volumes);
  const volid = (name: string) => `${storage.storage}:${content}/${name}`;
  const find = (name: string) => table().get(volumeKey(place, volid(name)));
  const shown = (volume: Volume): FolderFile => ({
    name: volume.volid.slice(volid("").length),
    size: volume.size,
    modified: new Date(volume.ctime * 1000),
  });
  return {
    list: () =>
      table()
        .by("place", place)
        .filter((volume) => volume.content === content)
        .map(shown),
    stat: (name) => {
      const volume = find(name);
      return volume && shown(volume);
    },
    read: async (name) => {
      const volume = find(name);
      if (!volume) throw Object.assign(new Error(`${name}: No such file or directory`), { code: "ENOENT" });
      return volume.text === undefined
        ? Buffer.alloc(Math.min(volume.size, 1024 ** 2))
        : Buffer.from(volume.text, "base64");
    },
    write: async (name, bytes) => {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      try {
        cluster.state.change(() =>
          putFile(cluster, node, storage, {
            content,
            name,
            size: bytes.length,
            text: bytes.toString("base64"),
            sha256,
          }),
        );
      } catch (error) {
        throw Object.assign(error as Error, { code: "ENOSPC" });
      }
    },
    remove: async (name) => {
      const volume = find(name);
      if (!volume) throw Object.assign(new Error(`${name}: No such file or directory`), { code: "ENOENT" });
      cluster.state.change(() => freeVolume(cluster, volume));
    },
  };
}
