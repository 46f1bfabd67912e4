import { expect, test } from "@jest/globals";
import type { World } from "../../src/index.ts";
import { secret, withToken } from "../access/login.ts";
import { type Api, withSimulator } from "../api.ts";

const disk = { storage: "share", size: "1GiB" };
const world: World = {
  nodes: [{ name: "pve" }, { name: "forge" }],
  storages: [
    {
      id: "share",
      type: "nfs",
      content: ["images", "rootdir"],
      options: { path: "/mnt/pve/share", server: "192.168.1.2", export: "/share" },
    },
  ],
  guests: [
    { vmid: 100, node: "pve", name: "web", disk },
    { vmid: 101, node: "forge", name: "mail", disk },
    { vmid: 200, node: "forge", name: "dns", kind: "lxc", disk },
    { vmid: 900, node: "pve", name: "golden", template: true, disk },
  ],
};

type Row = { vmid: number; node: string; status: string };

/** Where each guest is, and whether it runs: `100 pve running`. */
async function told(api: Api): Promise<string[]> {
  const { data } = await api.get("/cluster/resources?type=vm");
  return data.map(({ vmid, node, status }: Row) => `${vmid} ${node} ${status}`).sort();
}

const bulk = (api: Api, action: string, fields: Record<string, string | number | number[]> = {}) =>
  api.task("POST", `/cluster/bulk-action/guest/${action}`, fields as Record<string, string>);

test("guests of all nodes start, suspend, move and shut down by one call each", () =>
  withSimulator(
    async (api) => {
      expect((await api.get("/cluster/bulk-action/guest")).data).toContainEqual({ name: "migrate" });
      expect(await bulk(api, "start")).toBe("OK");
      expect(await told(api)).toEqual(["100 pve running", "101 forge running", "200 forge running", "900 pve stopped"]);
      expect(await bulk(api, "suspend", { vms: [100, 200] })).toBe("OK");
      expect((await api.get("/nodes/pve/qemu/100/status/current")).data.qmpstatus).toBe("paused");
      expect((await api.get("/nodes/forge/qemu/101/status/current")).data.qmpstatus).toBe("running");
      expect(await bulk(api, "migrate", { target: "pve" })).toBe("OK");
      expect(await told(api)).toEqual(["100 pve running", "101 pve running", "200 pve running", "900 pve stopped"]);
      expect(await bulk(api, "shutdown", { vms: [101, 200], timeout: 1 })).toBe("OK");
      expect(await told(api)).toEqual(["100 pve running", "101 pve stopped", "200 pve stopped", "900 pve stopped"]);
    },
    { world },
  ));

test("machines of a node are suspended to memory by one call, and to a storage by another", () =>
  withSimulator(
    async (api) => {
      await bulk(api, "start");
      expect(await api.task("POST", "/nodes/forge/suspendall")).toBe("OK");
      expect((await api.get("/nodes/forge/qemu/101/status/current")).data.qmpstatus).toBe("paused");
      expect(await bulk(api, "suspend", { vms: [100], "to-disk": 1, statestorage: "share" })).toBe("OK");
      expect((await api.get("/nodes/pve/qemu/100/status/current")).data).toMatchObject({
        status: "stopped",
        lock: "suspended",
      });
    },
    { world },
  ));

test("who may not act on all guests names those on which he may", () =>
  withSimulator(
    async (api, simulator) => {
      const ann = withToken(simulator, `ann@pve!ci=${secret}`);
      expect((await ann.post("/cluster/bulk-action/guest/start")).reason).toBe(
        "Permission check failed (/, VM.PowerMgmt)",
      );
      expect((await ann.post("/cluster/bulk-action/guest/start", { vms: ["100", "101"] })).reason).toBe(
        "Permission check failed (/vms/101, VM.PowerMgmt)",
      );
      const { data } = await ann.post("/cluster/bulk-action/guest/start", { vms: ["100"] });
      expect(await api.ended(data)).toBe("OK");
      ann.close();
    },
    {
      world: {
        ...world,
        users: [{ id: "ann@pve", tokens: [{ id: "ci", secret, privsep: false }] }],
        grants: [{ path: "/vms/100", role: "PVEVMAdmin", user: "ann@pve" }],
      },
    },
  ));
