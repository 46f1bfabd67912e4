import { describe, expect, test } from "@jest/globals";

import { Api, withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

const giver = "/nodes/pve/qemu/500";
const taker = "/nodes/pve/qemu/600";
const options = { world: lab };

const config = async (api: Api, machine: string) => (await api.get(`${machine}/config`)).data;

/** A second machine without disks, and a second disk on the first, which boots from it when the first disk is lost. */
async function prepared(api: Api): Promise<void> {
  await api.task("POST", "/nodes/pve/qemu", { vmid: 600 });
  await api.put(`${giver}/config`, { scsi1: "local-lvm:2,discard=on", boot: "order=scsi0;scsi1" });
}

test("a disk is given to another machine, under the name of its new owner and no longer among what the old one boots from", () =>
  withSimulator(async (api) => {
    await prepared(api);
    const { data: upid } = await api.post(`${giver}/move_disk`, { disk: "scsi1", "target-vmid": 600 });
    expect(upid).toContain(":qmmove:500-scsi1>600-scsi1:");
    expect(await api.ended(upid)).toBe("OK");
    expect(await config(api, giver)).toMatchObject({ boot: "order=scsi0" });
    expect(await config(api, giver)).not.toHaveProperty("scsi1");
    expect((await config(api, taker)).scsi1).toBe("local-lvm:vm-600-disk-0,discard=on,size=2G");
    const log = (await api.get(`/nodes/pve/tasks/${encodeURIComponent(upid)}/log`)).data;
    expect(log.map(({ t }: { t: string }) => t)).toEqual(
      expect.arrayContaining([
        "reassign disk 'scsi1' from VM '500' as 'scsi1' to VM '600'",
        "removing disk 'scsi1' from boot order config",
        "removing disk 'scsi1' from VM '500' config",
      ]),
    );
    const volumes = (await api.get("/nodes/pve/storage/local-lvm/content?vmid=600")).data;
    expect(volumes).toEqual([expect.objectContaining({ volid: "local-lvm:vm-600-disk-0", vmid: 600 })]);
  }, options));

test("it may get another option there, or none that uses it, and be one that nobody used", () =>
  withSimulator(async (api) => {
    await prepared(api);
    await api.put(`${giver}/config`, { delete: "scsi1" });
    const there = { "target-vmid": 600, "target-disk": "unused3" };
    expect(await api.task("POST", `${giver}/move_disk`, { disk: "unused0", ...there })).toBe("OK");
    expect((await config(api, taker)).unused3).toBe("local-lvm:vm-600-disk-0");
    const back = { "target-vmid": 500, "target-disk": "virtio0" };
    expect(await api.task("POST", `${taker}/move_disk`, { disk: "unused3", ...back })).toBe("OK");
    expect((await config(api, giver)).virtio0).toMatch(/^local-lvm:vm-500-disk-\d/);
    expect(await config(api, taker)).not.toHaveProperty("unused3");
  }, options));

describe("a disk stays where it is", () => {
  const both = { storage: "files", "target-vmid": 600 };
  test.each<[string, Record<string, string | number>, string | Record<string, string>]>([
    [
      "when nobody says where to",
      { disk: "scsi1" },
      {
        storage: "both 'storage' and 'target-vmid' missing, either needs to be set",
        "target-vmid": "both 'storage' and 'target-vmid' missing, either needs to be set",
      },
    ],
    [
      "when two places are said",
      { disk: "scsi1", ...both },
      {
        storage: "either set 'storage' or 'target-vmid', but not both",
        "target-vmid": "either set 'storage' or 'target-vmid', but not both",
      },
    ],
    [
      "when it is there already",
      { disk: "scsi1", "target-vmid": 500 },
      { "target-vmid": "must be different than source VMID to reassign disk" },
    ],
    ["where the other is nobody", { disk: "scsi1", "target-vmid": 999 }, "could not find target VM 999"],
    [
      "where the other is a template",
      { disk: "scsi1", "target-vmid": 9000, "target-disk": "scsi9" },
      "Can't move disks from or to template VMs",
    ],
    ["where there is none", { disk: "scsi7", "target-vmid": 600 }, "Disk 'scsi7' for VM '500' does not exist"],
    [
      "where its new option does not know a key of it",
      { disk: "scsi1", "target-vmid": 600, "target-disk": "efidisk0" },
      "failed to parse source disk for target disk format - ",
    ],
    [
      "when the machine is not what was read",
      { disk: "scsi1", "target-vmid": 600, "target-digest": "0".repeat(40) },
      "VM 600: detected modified configuration - file changed by other user? Try again.",
    ],
  ])("%s", (_, asked, refusal) =>
    withSimulator(async (api) => {
      await prepared(api);
      const { errors, message } = await api.post(`${giver}/move_disk`, asked);
      if (typeof refusal === "string") expect(message?.startsWith(refusal)).toBe(true);
      else expect(errors).toEqual(refusal);
      expect((await config(api, giver)).scsi1).toBe("local-lvm:vm-500-disk-1,discard=on,size=2G");
    }, options));

  test("where a snapshot needs it, and while its machine runs", () =>
    withSimulator(async (api) => {
      await prepared(api);
      const ask = async () => (await api.post(`${giver}/move_disk`, { disk: "scsi1", "target-vmid": 600 })).reason;
      await api.task("POST", `${giver}/snapshot`, { snapname: "before" });
      expect(await ask()).toBe("Can't move disk used by a snapshot to another VM");
      await api.task("DELETE", `${giver}/snapshot/before`);
      await api.task("POST", `${giver}/status/start`);
      expect(await ask()).toBe("Cannot move disk to another VM while the source VM is running - detach first");
    }, options));

  test("for one who may not change the other machine", () =>
    withSimulator(async (api, simulator) => {
      await prepared(api);
      await api.post("/access/users", { userid: "ada@pve" });
      const { data: token } = await api.post("/access/users/ada@pve/token/ci", { privsep: 0 });
      await api.put("/access/acl", { path: "/vms/500", users: "ada@pve", roles: "PVEVMAdmin" });
      const ada = new Api(simulator, { Authorization: `PVEAPIToken=ada@pve!ci=${token.value}` });
      const reply = await ada.post(`${giver}/move_disk`, { disk: "scsi1", "target-vmid": 600 });
      expect(reply.reason).toBe("Permission check failed (/vms/600, VM.Config.Disk)");
      ada.close();
    }, options));
});
