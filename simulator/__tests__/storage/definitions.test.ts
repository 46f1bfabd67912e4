import { describe, expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

const world = { world: lab };

describe("a storage's definition", () => {
  test.each([
    ["dir", { path: "/srv//data/", content: "iso,backup", shared: 0 }, { path: "/srv/data", content: "iso,backup" }],
    ["nfs", { server: "nas.lan", export: "/volume1" }, { path: "/mnt/pve/new", content: "images", shared: 1 }],
    ["cifs", { server: "nas.lan", share: "media", username: "u", password: "p" }, { username: "u", shared: 1 }],
    ["zfspool", { pool: "rpool/data", sparse: 1 }, { sparse: 1, content: "images,rootdir", mountpoint: "/rpool/data" }],
    ["lvm", { vgname: "vg0" }, { vgname: "vg0", content: "images" }],
    ["lvmthin", { vgname: "vg0", thinpool: "data" }, { thinpool: "data", content: "images,rootdir" }],
    ["btrfs", { path: "/mnt/btrfs", nocow: 1 }, { nocow: 1, content: "images,rootdir" }],
    [
      "pbs",
      { server: "pbs.lan", datastore: "main", username: "u@pbs", password: "p" },
      { content: "backup", shared: 1 },
    ],
  ])("of type %s is made, read, and gone when it is deleted", async (type, given, shown) => {
    await withSimulator(async (api) => {
      const made = await api.post("/storage", { storage: "new", type, ...given });
      expect(made).toMatchObject({ status: 200, data: { storage: "new", type } });
      const read = await api.get("/storage/new");
      expect(read.data).toMatchObject({ storage: "new", type, ...shown });
      expect(read.data).not.toHaveProperty("password");
      expect((await api.get("/nodes/pve/storage/new/status")).data).toMatchObject({
        type,
        active: 1,
        enabled: 1,
        used: 0,
      });
      expect(await api.delete("/storage/new")).toMatchObject({ status: 200, data: null });
      expect((await api.get("/storage/new")).reason).toBe("storage 'new' does not exist");
    }, world);
  });

  test.each([
    [
      "a name that is taken",
      { storage: "tank", type: "dir", path: "/x" },
      "create storage failed: storage ID 'tank' already defined",
    ],
    ["an option of another type", { storage: "new", type: "dir", path: "/x", pool: "p" }, "unexpected property 'pool'"],
    ["a missing option", { storage: "new", type: "nfs", server: "nas" }, "missing value for required option 'export'"],
    [
      "a content that the type cannot hold",
      { storage: "new", type: "lvm", vgname: "vg0", content: "iso" },
      "storage does not support content type 'none'",
    ],
    [
      "nothing and something",
      { storage: "new", type: "dir", path: "/x", content: "none,iso" },
      "unable to combine 'none' with other content types",
    ],
    [
      "a folder that is none",
      { storage: "new", type: "dir", path: "/a b" },
      "illegal path for directory storage: /a b",
    ],
    [
      "a key that is none",
      { storage: "new", type: "pbs", server: "s", datastore: "d", "encryption-key": "x" },
      "Value does not seems like a valid, JSON formatted encryption key!",
    ],
  ])("with %s is refused", async (_, given, reason) => {
    await withSimulator(async (api) => {
      expect(await api.post("/storage", given)).toMatchObject({ status: 500, reason });
      expect((await api.get("/storage")).data).toHaveLength(lab.storages.length);
    }, world);
  });

  test("changes in what may change, and keeps what is fixed", async () => {
    await withSimulator(async (api) => {
      await api.post("/storage", {
        storage: "new",
        type: "dir",
        path: "/srv",
        nodes: "pve",
        "prune-backups": "keep-last=3",
      });
      const { digest } = (await api.get("/storage/new")).data;
      expect(
        await api.put("/storage/new", { content: "none", disable: 1, delete: "nodes,prune-backups", digest }),
      ).toMatchObject({
        status: 200,
        data: { storage: "new", type: "dir" },
      });
      const { data } = await api.get("/storage/new");
      expect(data).toMatchObject({ content: "none", disable: 1, path: "/srv" });
      expect(data).not.toHaveProperty("nodes");
      expect(data).not.toHaveProperty("prune-backups");
      const reasons = await Promise.all(
        [
          { content: "iso", digest },
          { delete: "path" },
          { delete: "pool" },
          { preallocation: "off", delete: "preallocation" },
          { "snapshot-as-volume-chain": 1 },
        ].map(async (change) => (await api.put("/storage/new", change)).reason),
      );
      expect(reasons).toEqual([
        "update storage failed: detected modified configuration - file changed by other user? Try again.",
        "update storage failed: unable to delete required option 'path'",
        "update storage failed: no such option 'pool'",
        "update storage failed: cannot set and delete property 'preallocation' at the same time!",
        "update storage failed: can't change value of fixed parameter 'snapshot-as-volume-chain'",
      ]);
      expect(await api.put("/storage/new", { path: "/other" })).toMatchObject({ status: 400 });
      expect((await api.put("/storage/none", { disable: 1 })).reason).toBe(
        "update storage failed: storage 'none' does not exist",
      );
    }, world);
  });

  test("tells an encryption key once, and its fingerprint ever after", async () => {
    await withSimulator(async (api) => {
      const given = { storage: "new", type: "pbs", server: "pbs.lan", datastore: "main", "encryption-key": "autogen" };
      const { config } = (await api.post("/storage", given)).data;
      const key = JSON.parse(config["encryption-key"]);
      expect(Buffer.from(key.data, "base64")).toHaveLength(32);
      expect((await api.get("/storage/new")).data["encryption-key"]).toBe(key.fingerprint);
    });
  });

  test("goes with its grants and its place in pools, and its volumes come back with it", async () => {
    await withSimulator(async (api) => {
      await api.post("/pools", { poolid: "lab" });
      await api.put("/pools/lab", { storage: "files" });
      await api.put("/access/acl", { path: "/storage/files", users: "root@pam", roles: "PVEAuditor" });
      const before = (await api.get("/nodes/pve/storage/files/content")).data;
      await api.delete("/storage/files");
      expect((await api.get("/pools/lab")).data.members).toEqual([]);
      expect((await api.get("/access/acl")).data).toEqual([]);
      await api.post("/storage", { storage: "files", type: "dir", path: "/elsewhere" });
      expect((await api.get("/nodes/pve/storage/files/content")).data).toEqual([]);
      await api.delete("/storage/files");
      await api.post("/storage", { storage: "files", type: "dir", path: "/mnt/files" });
      expect((await api.get("/nodes/pve/storage/files/content")).data).toEqual(before);
    }, world);
  });

  test("that says it is shared shows the same on every node", async () => {
    await withSimulator(async (api) => {
      expect((await api.get("/nodes/pve2/storage/files/content")).data).toEqual([]);
      await api.put("/storage/files", { shared: 1 });
      expect((await api.get("/nodes/pve2/storage/files/content")).data).toHaveLength(2);
      await api.put("/storage/files", { delete: "shared" });
      expect((await api.get("/nodes/pve/storage/files/content")).data).toHaveLength(2);
      expect((await api.get("/nodes/pve2/storage/files/content")).data).toEqual([]);
    }, world);
  });
});
