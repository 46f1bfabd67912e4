import { expect, test } from "@jest/globals";
import type { World } from "../../src/index.ts";
import { withSimulator } from "../api.ts";

const gpu = "node=pve,path=0000:00:02.0,id=8086:3e92,iommugroup=1,subsystem-id=1043:8694";
const world: World = { nodes: [{ name: "pve", folders: ["/tank/share"] }, { name: "forge" }], storages: [] };

test("a mapping is kept as it was written, under a digest that a change must know", async () => {
  await withSimulator(async (api) => {
    await api.post("/cluster/mapping/pci", { id: "igpu", map: [gpu], mdev: 1 });
    const { data } = await api.get("/cluster/mapping/pci/igpu");
    expect(data).toEqual({ type: "pci", map: [gpu], mdev: 1, digest: expect.stringMatching(/^[0-9a-f]{40}$/) });
    await api.put("/cluster/mapping/pci/igpu", { map: [gpu], description: "the small one", digest: data.digest });
    expect(await api.put("/cluster/mapping/pci/igpu", { map: [gpu], digest: data.digest })).toMatchObject({
      status: 500,
      reason:
        "update hardware mapping failed: detected modified configuration - file changed by other user? Try again.",
    });
    await api.put("/cluster/mapping/pci/igpu", { map: [gpu], delete: "description,mdev" });
    expect((await api.get("/cluster/mapping/pci")).data).toEqual([
      { id: "igpu", type: "pci", map: [gpu], digest: expect.any(String) },
    ]);
    await api.delete("/cluster/mapping/pci/igpu");
    expect(await api.get("/cluster/mapping/pci/igpu")).toMatchObject({
      status: 500,
      reason: "mapping 'igpu' not found",
    });
  });
});

test("an id is taken once, and a change needs what it changes", async () => {
  await withSimulator(async (api) => {
    await api.post("/cluster/mapping/usb", { id: "stick", map: ["node=pve,id=046d:c31c"] });
    expect(await api.post("/cluster/mapping/usb", { id: "stick", map: ["node=pve,id=046d:c31c"] })).toMatchObject({
      status: 500,
      reason: "create hardware mapping failed: usb ID 'stick' already defined",
    });
    expect(await api.put("/cluster/mapping/usb/other", { map: ["node=pve,id=046d:c31c"] })).toMatchObject({
      status: 500,
      reason: "update hardware mapping failed: usb ID 'other' does not exist",
    });
    expect(await api.post("/cluster/mapping/pci", { id: "bad", map: ["node=pve,path=1:2"] })).toMatchObject({
      status: 400,
    });
  });
});

test("checking a node tells what is not as it is said", async () => {
  await withSimulator(
    async (api) => {
      const wrong = gpu.replace("3e92", "3e93");
      const gone = gpu.replace("0000:00:02.0", "0000:09:00.0");
      for (const [id, map, mdev] of [
        ["right", gpu, 1],
        ["split", gpu, 0],
        ["wrong", wrong, 1],
        ["gone", gone, 1],
      ] as const) {
        await api.post("/cluster/mapping/pci", { id, map: [map], mdev });
      }
      const checked = (await api.get("/cluster/mapping/pci?check-node=pve")).data;
      const messages = checked.map(({ checks }: { checks: { message: string }[] }) => checks.map((one) => one.message));
      expect(messages).toEqual([
        [],
        ["Invalid configuration: 'mdev' does not match for 'split' (1 != 0)\n"],
        ["Invalid configuration: 'id' does not match for 'wrong' (8086:3e92 != 8086:3e93)\n"],
        ["Invalid configuration: pci device '0000:09:00.0' not found\n"],
      ]);
      const [elsewhere] = (await api.get("/cluster/mapping/pci?check-node=forge")).data;
      expect(elsewhere.checks).toEqual([{ severity: "warning", message: "No mapping for node forge." }]);
    },
    { world },
  );
});

test("a directory must be there on the node that is asked, and once a node", async () => {
  await withSimulator(
    async (api) => {
      const share = "node=pve,path=/tank/share";
      expect(await api.post("/cluster/mapping/dir", { id: "share", map: [share] })).toMatchObject({ status: 200 });
      expect(await api.post("/cluster/mapping/dir", { id: "x1", map: ["node=pve,path=/no"] })).toMatchObject({
        reason: "Path /no does not exist",
      });
      expect(await api.post("/cluster/mapping/dir", { id: "x2", map: [share, share] })).toMatchObject({
        reason: "Node 'pve' is specified 2 times.",
      });
      expect(await api.put("/cluster/mapping/dir/share", { map: [share, "node=forge,path=/any"] })).toMatchObject({
        status: 200,
      });
    },
    { world },
  );
});

test("a node tells its devices, bridges and memory controllers only when asked", async () => {
  await withSimulator(async (api) => {
    const ids = async (query: string) =>
      (await api.get(`/nodes/pve/hardware/pci${query}`)).data.map(({ id }: { id: string }) => id);
    expect(await ids("")).toEqual(["0000:00:02.0", "0000:00:14.0", "0000:01:00.0", "0000:02:00.0"]);
    expect(await ids("?pci-class-blacklist=")).toContain("0000:00:00.0");
    expect((await api.get("/nodes/pve/hardware/pci/00:02.0/mdev")).data).toHaveLength(2);
    expect((await api.get("/nodes/pve/hardware/usb")).data).toMatchObject([
      { vendid: "1d6b", class: 9 },
      { vendid: "046d", usbpath: "2", busnum: 1 },
    ]);
  });
});
