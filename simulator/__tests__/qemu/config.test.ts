import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

const config = async (api: Api, vmid = 500) => (await api.get(`/nodes/pve/qemu/${vmid}/config`)).data;

/** A stopped machine with one disk, changed; answers its configuration. */
const changed = async (api: Api, fields: Record<string, string | number>) => {
  const reply = await api.put("/nodes/pve/qemu/500/config", fields);
  if (reply.status !== 200) throw new Error(JSON.stringify(reply));
  return config(api);
};

test("a new disk becomes a volume, and its options are kept as they were sent", async () => {
  await withSimulator(
    async (api) => {
      const { scsi1, virtio0 } = await changed(api, {
        scsi1: "file=local-lvm:20,aio=io_uring,backup=1,iothread=0,ssd=1,discard=on,cache=none,replicate=1",
        virtio0: "files:5,format=qcow2",
      });
      expect(scsi1).toBe(
        "local-lvm:vm-500-disk-1,aio=io_uring,backup=1,cache=none,discard=on,iothread=0,replicate=1,size=20G,ssd=1",
      );
      expect(virtio0).toBe("files:500/vm-500-disk-0.qcow2,size=5G");
    },
    { world: lab },
  );
});

test("sending a disk's volume again changes its options and never its size", async () => {
  await withSimulator(
    async (api) => {
      const { scsi0 } = await changed(api, { scsi0: "file=local-lvm:vm-500-disk-0,size=1073741824,ssd=1" });
      expect(scsi0).toBe("local-lvm:vm-500-disk-0,size=8G,ssd=1");
    },
    { world: lab },
  );
});

test("a description keeps its lines, not what is empty at its end", async () => {
  await withSimulator(
    async (api) => {
      expect(await changed(api, { description: "first\n\nthird \n\n" })).toMatchObject({
        description: "first\n\nthird",
      });
      await api.task("POST", "/nodes/pve/qemu/500/clone", { newid: 501, description: "copied\n" });
      expect(await config(api, 501)).toMatchObject({ description: "copied" });
    },
    { world: lab },
  );
});

test("a network card without an address is given one of Proxmox's, also when it is changed", async () => {
  await withSimulator(
    async (api) => {
      const { net1 } = await changed(api, { net1: "model=virtio,bridge=vmbr0,firewall=0" });
      expect(net1).toMatch(/^virtio=BC:24:11(:[0-9A-F]{2}){3},bridge=vmbr0,firewall=0$/);
    },
    { world: lab },
  );
});

test("there is one cloud-init drive, named after its machine", async () => {
  await withSimulator(
    async (api) => {
      expect((await changed(api, { ide2: "file=local-lvm:cloudinit,media=cdrom" })).ide2).toBe(
        "local-lvm:vm-500-cloudinit,media=cdrom",
      );
      expect(await api.put("/nodes/pve/qemu/500/config", { scsi5: "local-lvm:cloudinit" })).toMatchObject({
        status: 500,
        reason: "scsi5 - cloud-init drive is already attached at 'ide2'",
      });
      await api.put("/nodes/pve/qemu/500/config", { delete: "ide2" });
      expect((await api.get("/nodes/pve/storage/local-lvm/content?vmid=500")).data).toHaveLength(1);
    },
    { world: lab },
  );
});

test("a disk that is taken off stays as unused, leaves the boot order, and can be attached again", async () => {
  await withSimulator(
    async (api) => {
      const without = await changed(api, { delete: "scsi0" });
      expect(without).toMatchObject({ unused0: "local-lvm:vm-500-disk-0", boot: "" });
      const again = await changed(api, { virtio0: "local-lvm:vm-500-disk-0", boot: "order=virtio0" });
      expect(again).toMatchObject({ virtio0: "local-lvm:vm-500-disk-0,size=8G", boot: "order=virtio0" });
      expect(again).not.toHaveProperty("unused0");
    },
    { world: lab },
  );
});

test("deleting what is not set is no fault, and tags come back sorted", async () => {
  await withSimulator(
    async (api) => {
      expect((await changed(api, { delete: "net5,serial3,ipconfig1", tags: "Web;dev,web" })).tags).toBe("dev;web");
    },
    { world: lab },
  );
});

test("passwords are never told", async () => {
  await withSimulator(
    async (api) => {
      expect((await changed(api, { cipassword: "geheim" })).cipassword).toBe("**********");
    },
    { world: lab },
  );
});

test.each([
  ["nothing at all", {}, 500, "no options specified"],
  [
    "a device that is not there in the boot order",
    { boot: "order=scsi9" },
    500,
    "invalid bootorder: device 'scsi9' does not exist'",
  ],
  [
    "a balloon above the memory",
    { memory: 1024, balloon: 2048 },
    500,
    "balloon value too large (must be smaller than assigned memory)",
  ],
  [
    "a volume that is not there",
    { scsi3: "local-lvm:vm-500-disk-9" },
    500,
    "volume 'local-lvm:vm-500-disk-9' does not exist",
  ],
  ["a storage that keeps no disks", { scsi3: "local:4" }, 400, "Parameter verification failed."],
  ["an old digest", { cores: 2, digest: "0".repeat(40) }, 500, "checksum mismatch (file change by other user?)"],
])("%s is refused and changes nothing", async (_, fields, status, reason) => {
  await withSimulator(
    async (api) => {
      const before = await config(api);
      expect(await api.put("/nodes/pve/qemu/500/config", fields)).toMatchObject({ status, reason });
      expect(await config(api)).toEqual(before);
    },
    { world: lab },
  );
});

test("setting and deleting the same option is refused with the option's name", async () => {
  await withSimulator(
    async (api) => {
      expect((await api.put("/nodes/pve/qemu/500/config", { cores: 2, delete: "cores" })).errors).toEqual({
        delete: "you can't use '-cores' and -delete cores' at the same time",
      });
    },
    { world: lab },
  );
});

test("each fault in a property string is told under its name", async () => {
  await withSimulator(
    async (api) => {
      expect(
        (
          await api.put("/nodes/pve/qemu/500/config", {
            net0: "virtio,bridge=vmbr0,tag=5000",
            ipconfig0: "gw=10.0.0.1",
          })
        ).errors,
      ).toEqual({
        net0: "invalid format - format error\nnet0.tag: value must have a maximum value of 4094\n",
        ipconfig0: "invalid format - format error\nipconfig0.ip: missing property required by 'ipconfig0.gw'\n",
      });
    },
    { world: lab },
  );
});

test("on a running machine what cannot be plugged waits for the next start", async () => {
  await withSimulator(
    async (api) => {
      await api.task("POST", "/nodes/pve/qemu/500/status/start");
      await api.put("/nodes/pve/qemu/500/config", {
        memory: 1024,
        name: "renamed",
        net1: "virtio=BC:24:11:00:00:01,bridge=vmbr0",
      });
      expect((await api.get("/nodes/pve/qemu/500/config?current=1")).data).toMatchObject({
        memory: "512",
        name: "renamed",
        net1: "virtio=BC:24:11:00:00:01,bridge=vmbr0",
      });
      expect((await config(api)).memory).toBe("1024");
      expect((await api.get("/nodes/pve/qemu/500/pending")).data).toContainEqual({
        key: "memory",
        value: "512",
        pending: "1024",
      });
      expect(await api.task("POST", "/nodes/pve/qemu/500/status/reboot")).toBe("OK");
      expect((await api.get("/nodes/pve/qemu/500/config?current=1")).data.memory).toBe("1024");
    },
    { world: lab },
  );
});

test("a pending change can be taken back", async () => {
  await withSimulator(
    async (api) => {
      await api.task("POST", "/nodes/pve/qemu/500/status/start");
      await api.put("/nodes/pve/qemu/500/config", { cores: 4 });
      await api.put("/nodes/pve/qemu/500/config", { revert: "cores" });
      expect((await config(api)).cores).toBe(1);
    },
    { world: lab },
  );
});

test("disks grow and never shrink", async () => {
  await withSimulator(
    async (api) => {
      expect(await api.task("PUT", "/nodes/pve/qemu/500/resize", { disk: "scsi0", size: "+2G" })).toBe("OK");
      expect(await api.task("PUT", "/nodes/pve/qemu/500/resize", { disk: "scsi0", size: "21474836480" })).toBe("OK");
      expect((await config(api)).scsi0).toBe("local-lvm:vm-500-disk-0,size=20G");
      expect(await api.task("PUT", "/nodes/pve/qemu/500/resize", { disk: "scsi0", size: "5G" })).toBe(
        "shrinking disks is not supported",
      );
      expect(await api.task("PUT", "/nodes/pve/qemu/500/resize", { disk: "scsi4", size: "5G" })).toBe(
        "disk 'scsi4' does not exist",
      );
    },
    { world: lab },
  );
});

test("a moved disk leaves its old volume unused, or deletes it when told", async () => {
  await withSimulator(
    async (api) => {
      expect(await api.task("POST", "/nodes/pve/qemu/500/move_disk", { disk: "scsi0", storage: "files" })).toBe("OK");
      expect(await config(api)).toMatchObject({
        scsi0: "files:500/vm-500-disk-0.raw,size=8G",
        unused0: "local-lvm:vm-500-disk-0",
      });
      expect(
        await api.task("POST", "/nodes/pve/qemu/500/move_disk", { disk: "scsi0", storage: "share", delete: 1 }),
      ).toBe("OK");
      expect((await api.get("/nodes/pve/storage/files/content?vmid=500")).data).toEqual([]);
    },
    { world: lab },
  );
});
