import { expect, test } from "@jest/globals";
import { withToken, worldWith } from "../access/login.ts";
import { withSimulator } from "../api.ts";

test("a pool is made, filled, read with its members, emptied and deleted", async () => {
  await withSimulator(async (api) => {
    expect(await api.post("/pools", { poolid: "lab", comment: "machines" })).toMatchObject({ status: 200, data: null });
    expect((await api.get("/pools")).data).toEqual([{ poolid: "lab", comment: "machines" }]);
    expect((await api.put("/pools?poolid=lab", { vms: "9000", storage: "local-lvm,local" })).status).toBe(200);
    const [pool] = (await api.get("/pools?poolid=lab")).data;
    expect(pool).toEqual({
      poolid: "lab",
      comment: "machines",
      members: [
        expect.objectContaining({
          id: "qemu/9000",
          node: "pve",
          type: "qemu",
          vmid: 9000,
          name: "debian13",
          status: "stopped",
          template: 1,
          maxcpu: 2,
          maxmem: 2 * 1024 ** 3,
          maxdisk: 10 * 1024 ** 3,
        }),
        expect.objectContaining({
          id: "storage/pve/local",
          node: "pve",
          type: "storage",
          storage: "local",
          plugintype: "dir",
          shared: 0,
          content: "backup,import,iso,snippets,vztmpl",
        }),
        expect.objectContaining({ id: "storage/pve/local-lvm", storage: "local-lvm", content: "images,rootdir" }),
      ],
    });
    expect((await api.get("/pools/lab?type=storage")).data.members).toHaveLength(2);
    expect((await api.get("/pools?poolid=lab&type=lxc")).data[0].members).toEqual([]);
    expect(await api.delete("/pools?poolid=lab")).toMatchObject({
      status: 500,
      reason: "delete pool failed: pool 'lab' is not empty (contains VM 9000)",
    });
    await api.put("/pools/lab", { vms: "9000", delete: 1, comment: "" });
    expect((await api.delete("/pools/lab")).reason).toBe(
      "delete pool failed: pool 'lab' is not empty (contains storage 'local-lvm')",
    );
    await api.put("/pools/lab", { storage: "local;local-lvm", delete: 1 });
    expect((await api.get("/pools/lab")).data).toEqual({ poolid: "lab", members: [] });
    expect((await api.delete("/pools/lab")).status).toBe(200);
    expect(await api.get("/pools?poolid=lab")).toMatchObject({ status: 500, reason: "pool 'lab' does not exist" });
  });
});

test("pools nest three deep, under a parent that is there, and go from the inside", async () => {
  await withSimulator(async (api) => {
    expect((await api.post("/pools", { poolid: "lab/k3s" })).reason).toBe(
      "create pool failed: parent 'lab' of pool 'lab/k3s' does not exist",
    );
    for (const poolid of ["lab", "lab/k3s", "lab/k3s/workers"]) await api.post("/pools", { poolid });
    expect((await api.get(`/pools?poolid=${encodeURIComponent("lab/k3s/workers")}`)).data).toEqual([
      { poolid: "lab/k3s/workers", members: [] },
    ]);
    expect((await api.post("/pools", { poolid: "lab/k3s/workers/one" })).errors).toEqual({
      poolid: "invalid format - pool name 'lab/k3s/workers/one' nested too deeply (max levels = 3)\n",
    });
    expect((await api.delete("/pools?poolid=lab")).reason).toBe(
      "delete pool failed: pool 'lab' is not empty (contains pool 'lab/k3s')",
    );
    for (const poolid of ["lab/k3s/workers", "lab/k3s", "lab"]) {
      expect((await api.delete(`/pools?poolid=${poolid}`)).status).toBe(200);
    }
  });
});

test("a guest is in one pool and moves only when that is allowed; a storage may be in several", async () => {
  await withSimulator(
    async (api) => {
      const put = (poolid: string, fields: Record<string, string | number>) =>
        api.put(`/pools?poolid=${poolid}`, fields);
      expect((await put("b", { vms: 9000 })).reason).toBe(
        "update pools failed: VM 9000 belongs already to pool 'a' and 'allow-move' is not set",
      );
      expect((await put("b", { vms: 9000, storage: "local", "allow-move": 1 })).status).toBe(200);
      expect((await api.get("/pools/a")).data.members.map(({ id }: { id: string }) => id)).toEqual([
        "storage/pve/local",
      ]);
      expect((await put("b", { vms: 9000 })).reason).toBe("update pools failed: VM 9000 is already a pool member");
      expect((await put("a", { vms: 9000, delete: 1 })).reason).toBe(
        "update pools failed: VM 9000 is not a pool member",
      );
      expect((await put("b", { storage: "local" })).reason).toBe(
        "update pools failed: Storage 'local' is already a pool member",
      );
      expect((await put("a", { storage: "none", delete: 1 })).reason).toBe(
        "update pools failed: Storage 'none' is not a pool member",
      );
    },
    { world: worldWith({ pools: [{ id: "a", guests: [9000], storages: ["local"] }, { id: "b" }] }) },
  );
});

test.each([
  [{ poolid: "a" }, 500, "create pool failed: pool 'a' already exists"],
  [{ poolid: "1st" }, 500, "create pool failed: pool name must start with a letter"],
  [{}, 400, "Parameter verification failed."],
])("making %j is refused with %i %s", async (fields, status, reason) => {
  await withSimulator(
    async (api) => {
      expect(await api.post("/pools", fields as { poolid: string })).toMatchObject({ status, reason });
    },
    { world: worldWith({ pools: [{ id: "a" }] }) },
  );
});

test("a pool is changed by whoever may allocate it and grant on what is added; it is seen by whoever may audit it", async () => {
  await withSimulator(
    async (_api, simulator) => {
      const ada = withToken(simulator, "ada@pve!tok=1");
      expect((await ada.get("/pools")).data).toEqual([{ poolid: "a" }]);
      expect((await ada.get("/pools/b")).reason).toBe("Permission check failed (/pool/b, Pool.Audit)");
      expect((await ada.put("/pools?poolid=b", { comment: "x" })).reason).toBe(
        "Permission check failed (/pool/b, Pool.Allocate)",
      );
      expect(await ada.put("/pools?poolid=a", { vms: 9000 })).toMatchObject({
        status: 500,
        reason: "update pools failed: 403 Permission check failed (/vms/9000, Permissions.Modify|VM.Allocate)",
      });
      expect((await ada.put("/pools?poolid=a", { storage: "local" })).status).toBe(200);
      ada.close();
    },
    {
      world: worldWith({
        users: [{ id: "ada@pve", tokens: [{ id: "tok", secret: "1", privsep: false }] }],
        pools: [{ id: "a" }, { id: "b" }],
        grants: [
          { path: "/pool/a", role: "PVEPoolAdmin", user: "ada@pve" },
          { path: "/storage/local", role: "PVEDatastoreAdmin", user: "ada@pve" },
        ],
      }),
    },
  );
});
