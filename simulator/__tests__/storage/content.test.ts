import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

const upload = (api: Api, fields: Record<string, string>, content: Buffer, name: string) =>
  api.upload("/nodes/pve/storage/local/upload", fields, { name, content });

test("a node's storages tell their fill level as the sum of their volumes", async () => {
  await withSimulator(
    async (api) => {
      const before = (await api.get("/nodes/pve/storage/tank/status")).data;
      await api.post("/nodes/pve/storage/tank/content", { vmid: 500, filename: "vm-500-disk-7", size: "1G" });
      const after = (await api.get("/nodes/pve/storage/tank/status")).data;
      expect(after).toMatchObject({
        type: "zfspool",
        content: "images,rootdir",
        active: 1,
        enabled: 1,
        shared: 0,
        total: 25 * 1024 ** 3,
      });
      expect(after.used - before.used).toBe(1024 ** 3);
      expect(after.used + after.avail).toBe(after.total);
      const elsewhere = (await api.get("/nodes/pve2/storage")).data;
      expect(elsewhere.find((one: { storage: string }) => one.storage === "tank")).toMatchObject({
        enabled: 0,
        active: 0,
        total: 0,
      });
      const forImages = (await api.get("/nodes/pve2/storage?content=images")).data;
      expect(forImages.map((one: { storage: string }) => one.storage)).toEqual(["local-lvm", "files", "share"]);
      expect(await api.get("/nodes/pve/storage/none/status")).toMatchObject({
        status: 400,
        errors: { storage: "No such storage." },
      });
    },
    { world: lab },
  );
});

test("a volume is found by its id with slashes and colons encoded or not", async () => {
  await withSimulator(
    async (api) => {
      for (const path of [
        "files:9020%2Fbase-9020-disk-0.qcow2",
        "files%3A9020/base-9020-disk-0.qcow2",
        "9020%2Fbase-9020-disk-0.qcow2",
      ]) {
        expect((await api.get(`/nodes/pve/storage/files/content/${path}`)).data).toMatchObject({
          path: "/mnt/files/images/9020/base-9020-disk-0.qcow2",
          format: "qcow2",
          size: 10 * 1024 ** 3,
        });
      }
    },
    { world: lab },
  );
});

test("what was uploaded is listed, counted, kept byte by byte, and gone when it is deleted", async () => {
  await withSimulator(
    async (api, { cluster }) => {
      const content = Buffer.from("a small image".repeat(1000));
      const sha256 = createHash("sha256").update(content).digest("hex");
      expect(
        await upload(
          api,
          { content: "iso", checksum: sha256, "checksum-algorithm": "sha256" },
          content,
          "my image.iso",
        ),
      ).toBe("OK");
      expect((await api.get("/nodes/pve/storage/local/content?content=iso")).data).toMatchObject([
        { volid: "local:iso/my_image.iso", format: "iso", size: content.length },
      ]);
      expect(cluster.bytes.read(sha256)).toEqual(content);
      expect(await api.task("DELETE", "/nodes/pve/storage/local/content/local:iso%2Fmy_image.iso")).toBe("OK");
      expect((await api.get("/nodes/pve/storage/local/content?content=iso")).data).toEqual([]);
      expect(() => cluster.bytes.read(sha256)).toThrow("ENOENT");
    },
    { world: lab },
  );
});

test("a wrong checksum, a wrong ending and a storage that takes no such files are refused", async () => {
  await withSimulator(
    async (api) => {
      const bytes = Buffer.from("x");
      expect(
        await upload(api, { content: "iso", checksum: "0".repeat(64), "checksum-algorithm": "sha256" }, bytes, "a.iso"),
      ).toContain("checksum mismatch: got '");
      await expect(upload(api, { content: "iso" }, bytes, "a.txt")).rejects.toThrow("wrong file extension");
      await expect(upload(api, { content: "snippets" }, bytes, "a.yaml")).rejects.toThrow(
        "does not have a value in the enumeration 'iso, vztmpl, import'",
      );
      expect((await api.get("/nodes/pve/storage/local/content")).data).toEqual([]);
    },
    { world: lab },
  );
});

test.each([
  ["a storage that is not there", "/nodes/pve/storage/none/content", 500, "storage 'none' does not exist"],
  [
    "a storage of another node",
    "/nodes/pve2/storage/tank/content",
    500,
    "storage 'tank' is not available on node 'pve2'",
  ],
  [
    "a path for a name",
    "/nodes/pve/storage/local/content/local:iso%2F..%2F..%2Fetc%2Fpasswd",
    500,
    "unable to parse directory volume name 'iso/../../etc/passwd'",
  ],
  [
    "a volume that is not there",
    "/nodes/pve/storage/local/content/local:iso%2Fno.iso",
    500,
    "volume_size_info on 'local:iso/no.iso' failed - no format",
  ],
])("%s is refused", async (_, path, status, reason) => {
  await withSimulator(
    async (api) => {
      expect(await api.get(path)).toMatchObject({ status, reason });
    },
    { world: lab },
  );
});
