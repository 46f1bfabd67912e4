/** Volumes, uploads and storages themselves. */
import fc from "fast-check";
import { type Volume, volumes } from "../../../src/storage/slices.ts";
import type { Reply } from "../../api.ts";
import { type Act, asks, does, nothing } from "../act.ts";
import { diskStorages, freeIds, nodes } from "../lab.ts";
import type { Reality } from "../reality.ts";

const node = fc.constantFrom(...nodes);
const storage = fc.constantFrom(...diskStorages);
const newStorage = fc.constantFrom("extra", "attic");
const nth = fc.nat(40);

const allocate = fc
  .record({
    node,
    storage,
    vmid: fc.constantFrom(...freeIds),
    number: fc.integer({ min: 5, max: 9 }),
    size: fc.constantFrom("1G", "512M", "30G", "100"),
  })
  .map(({ node, storage, vmid, number, size }) => {
    const filename = `vm-${vmid}-disk-${number}${["files", "share"].includes(storage) ? ".raw" : ""}`;
    return asks(
      `allocate ${filename} of ${size} on ${storage} of ${node}`,
      () => ({ method: "POST", path: `/nodes/${node}/storage/${storage}/content`, fields: { filename, vmid, size } }),
      nothing,
    );
  });

/** What templates are made of stays, or there would soon be nothing to clone. */
const isSpare = ({ content, volid }: Volume): boolean => content !== "vztmpl" && !/\/?(base-|vm-90)/.test(volid);

/** One of the volumes that are there, by a number that means the same for the same cluster. */
function volumeAt({ cluster }: Reality, index: number): { path: string } {
  const spare = [...cluster.state.table(volumes).all()].filter(isSpare);
  const all = spare.sort((a, b) => (a.place + a.volid < b.place + b.volid ? -1 : 1));
  const volume = all[index % Math.max(1, all.length)];
  const node = volume?.place.split("/")[0] || "pve";
  return { path: `/nodes/${node}/storage/${volume?.storage}/content/${encodeURIComponent(volume?.volid ?? "none")}` };
}

const onVolume = (title: string, method: "GET" | "PUT" | "DELETE", fields = {}) =>
  nth.map((index) =>
    asks(`${title} ${index}`, (_, reality) => ({ method, ...volumeAt(reality, index), fields }), nothing),
  );

/** An upload ends by itself, on the real disk: it is waited for, so that what follows finds the same each time. */
const upload = fc
  .record({ node, name: fc.constantFrom("one.iso", "two.iso", "three.txt"), text: fc.constantFrom("a", "b", "c") })
  .map(({ node, name, text }) =>
    does(`upload ${name} (${text}) to ${node}`, async (reality): Promise<Reply> => {
      const form = new FormData();
      form.append("content", "iso");
      form.append("filename", new Blob([text.repeat(1000)]), name);
      const encoded = new Response(form);
      const reply = await reality.api.send(
        "POST",
        `/nodes/${node}/storage/local/upload`,
        Buffer.from(await encoded.arrayBuffer()),
        encoded.headers.get("content-type") ?? "",
      );
      while (reality.running().includes(reply.data)) await new Promise(setImmediate);
      return reply;
    }),
  );

const define = fc
  .record({
    id: newStorage,
    type: fc.constantFrom("dir", "nfs", "zfspool", "lvmthin"),
    content: fc.constantFrom("images", "iso,backup", "images,rootdir"),
  })
  .map(({ id, type, content }) =>
    asks(
      `define storage ${id} of type ${type} for ${content}`,
      () => ({
        method: "POST",
        path: "/storage",
        fields: {
          storage: id,
          type,
          content,
          ...(type === "dir" && { path: `/mnt/${id}` }),
          ...(type === "nfs" && { server: "192.168.1.2", export: `/${id}` }),
          ...(type === "zfspool" && { pool: id }),
          ...(type === "lvmthin" && { vgname: "pve", thinpool: id }),
        },
      }),
      (told) => told.storages.add(id),
    ),
  );

const change = fc
  .record({
    id: fc.oneof(newStorage, storage),
    fields: fc.constantFrom<Record<string, string | number>>(
      { disable: 1 },
      { disable: 0 },
      { nodes: "pve" },
      { delete: "nodes" },
      { content: "images,rootdir" },
    ),
  })
  .map(({ id, fields }) =>
    asks(
      `change storage ${id} ${JSON.stringify(fields)}`,
      () => ({ method: "PUT", path: `/storage/${id}`, fields }),
      nothing,
    ),
  );

const remove = newStorage.map((id) =>
  asks(
    `remove storage ${id}`,
    () => ({ method: "DELETE", path: `/storage/${id}` }),
    (told) => told.storages.delete(id),
  ),
);

export const storageActs: fc.Arbitrary<Act>[] = [
  allocate,
  onVolume("look at volume", "GET"),
  onVolume("remove volume", "DELETE"),
  onVolume("note on volume", "PUT", { notes: "kept" }),
  onVolume("protect volume", "PUT", { protected: 1 }),
  upload,
  define,
  change,
  remove,
];
