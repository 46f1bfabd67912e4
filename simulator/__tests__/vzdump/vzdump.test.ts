import { describe, expect, test } from "@jest/globals";
import { Api, withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

const world = { world: lab };
const backups = async (api: Api, storage = "local") =>
  (await api.get(`/nodes/pve/storage/${storage}/content?content=backup`)).data;
const logOf = async (api: Api, upid: string) =>
  (await api.get(`/nodes/pve/tasks/${encodeURIComponent(upid)}/log?limit=200`)).data.map(
    (line: { t: string }) => line.t,
  );

/** Starts a backup. @returns how it ended, and its log */
async function backup(api: Api, fields: Record<string, string | number>) {
  const { data: upid } = await api.post("/nodes/pve/vzdump", fields);
  return { ended: await api.ended(upid), log: (await logOf(api, upid)).join("\n"), upid };
}

describe("a backup", () => {
  test("is an archive with the guest's name, time, notes and protection", async () => {
    await withSimulator(async (api) => {
      const { ended, log, upid } = await backup(api, {
        vmid: 500,
        storage: "local",
        compress: "zstd",
        protected: 1,
        "notes-template": "{{guestname}} ({{vmid}}) on {{node}} of {{cluster}}\\nsecond",
      });
      expect(ended).toBe("OK");
      expect(upid).toContain(":vzdump:500:");
      const volid = "local:backup/vzdump-qemu-500-2026_01_01-00_00_00.vma.zst";
      expect(await backups(api)).toEqual([
        {
          volid,
          content: "backup",
          format: "vma.zst",
          subtype: "qemu",
          vmid: 500,
          ctime: 1_767_225_600,
          size: 4 * 1024 ** 3 + 64 * 1024,
          notes: "appliance (500) on pve of lab",
          protected: 1,
        },
      ]);
      expect((await api.get(`/nodes/pve/storage/local/content/${encodeURIComponent(volid)}`)).data).toMatchObject({
        path: "/var/lib/vz/dump/vzdump-qemu-500-2026_01_01-00_00_00.vma.zst",
        notes: "appliance (500) on pve of lab\nsecond",
        protected: 1,
        format: "raw",
      });
      for (const line of [
        "INFO: starting new backup job: vzdump 500 --compress zstd",
        "INFO: Starting Backup of VM 500 (qemu)",
        "INFO: Backup started at 2026-01-01 00:00:00",
        "INFO: status = stopped",
        "INFO: backup mode: stop",
        "INFO: VM Name: appliance",
        "INFO: include disk 'scsi0' 'local-lvm:vm-500-disk-0' 8G",
        "INFO: creating vzdump archive '/var/lib/vz/dump/vzdump-qemu-500-2026_01_01-00_00_00.vma.zst'",
        "INFO: archive file size: 4.00GB",
        "INFO: Backup job finished successfully",
      ]) {
        expect(log).toContain(line);
      }
      expect(await api.task("DELETE", `/nodes/pve/storage/local/content/${encodeURIComponent(volid)}`)).toBe(
        "cannot remove protected volume 'backup/vzdump-qemu-500-2026_01_01-00_00_00.vma.zst' on 'local'",
      );
    }, world);
  });

  test("tells its configuration, without what is unused", async () => {
    await withSimulator(async (api) => {
      await api.put("/nodes/pve/qemu/500/config", { description: "first\nsecond" });
      await backup(api, { vmid: 500 });
      const [{ volid }] = await backups(api);
      const { data } = await api.get(`/nodes/pve/vzdump/extractconfig?volume=${encodeURIComponent(volid)}`);
      expect(data).toMatch(/^#first\n#second\nboot: order=scsi0\ncores: 1\n/);
      expect(data).toContain("scsi0: local-lvm:vm-500-disk-0,size=8G\n");
      expect(data).toMatch(/#qmdump#map:scsi0:drive-scsi0:local-lvm:raw:\n$/);
      expect((await api.get("/nodes/pve/vzdump/extractconfig?volume=local:iso/a.iso")).reason).toBe(
        "unable to use volume local:iso/a.iso - content type needs to be 'backup'",
      );
    }, world);
  });

  test("of a running machine goes on beside it, or stops and starts it", async () => {
    await withSimulator(async (api) => {
      await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: 100, name: "web" });
      await api.task("POST", "/nodes/pve/qemu/100/status/start");
      const before = (await api.get("/nodes/pve/qemu/100/status/current")).data;
      const beside = await backup(api, { vmid: 100 });
      expect(beside).toMatchObject({ ended: "OK" });
      expect(beside.log).toContain("INFO: backup mode: snapshot");
      expect(beside.log).toContain("INFO: issuing guest-agent 'fs-freeze' command");
      expect((await api.get("/nodes/pve/qemu/100/status/current")).data.pid).toBe(before.pid);
      const stopping = await backup(api, { vmid: 100, mode: "stop", storage: "local" });
      expect(stopping.log).toContain("INFO: stopping virtual guest");
      const after = (await api.get("/nodes/pve/qemu/100/status/current")).data;
      expect(after).toMatchObject({ status: "running" });
      expect(after.pid).not.toBe(before.pid);
      expect((await api.get("/nodes/pve/qemu/100/config")).data.lock).toBeUndefined();
    }, world);
  });

  test("leaves out disks that say so", async () => {
    await withSimulator(async (api) => {
      await api.put("/nodes/pve/qemu/500/config", { scsi1: "local-lvm:4,backup=0" });
      const { log } = await backup(api, { vmid: 500 });
      expect(log).toContain("INFO: exclude disk 'scsi1' 'local-lvm:vm-500-disk-1' (backup=no)");
      const [{ volid }] = await backups(api);
      expect(await api.task("POST", "/nodes/pve/qemu", { vmid: 300, archive: volid })).toBe("OK");
      const { data } = await api.get("/nodes/pve/qemu/300/config");
      expect(data).toMatchObject({ scsi0: "local-lvm:vm-300-disk-0,size=8G" });
      expect(data).not.toHaveProperty("scsi1");
      expect(data.description).toContain("scsi1: local-lvm:vm-500-disk-1,backup=0,size=4G");
    }, world);
  });

  test("prunes older ones, and is refused past the limit when it may not", async () => {
    await withSimulator(async (api, { cluster }) => {
      await api.put("/storage/local", { "prune-backups": "keep-last=2" });
      for (let run = 0; run < 4; run += 1) {
        expect((await backup(api, { vmid: 500, storage: "local" })).ended).toBe("OK");
        cluster.clock.skip(60);
      }
      expect(await backups(api)).toHaveLength(2);
      const { ended, log } = await backup(api, { vmid: 500, storage: "local", remove: 0 });
      expect(ended).toBe("job errors");
      expect(log).toContain(
        "ERROR: Backup of VM 500 failed - There is a max backup limit of 2 enforced by the target storage or the vzdump parameters.",
      );
    }, world);
  });

  test("of all takes those of the node but the excluded, and names the others", async () => {
    const remote = { node: "pve2", vmid: 600, name: "far", disk: { storage: "local-lvm", size: "8GiB" } };
    await withSimulator(
      async (api) => {
        const { ended, log, upid } = await backup(api, {
          all: 1,
          exclude: "9000,9001,9010,9020,9030",
          storage: "local",
        });
        expect(ended).toBe("OK");
        expect(upid).toContain(":vzdump::");
        expect(log).toContain("INFO: skip external VMs: 600");
        expect((await backups(api)).map((one: { vmid: number }) => one.vmid)).toEqual([500]);
        expect((await api.post("/nodes/pve/vzdump", { vmid: 600 })).data).toBe("OK");
        const gone = await backup(api, { vmid: "500,777" });
        expect(gone.ended).toBe("job errors");
        expect(gone.log).toContain("ERROR: Backup of VM 777 failed - unable to find VM '777'");
      },
      { world: { ...lab, guests: [...(lab.guests ?? []), remote] } },
    );
  });

  test("goes to a backup server as a snapshot", async () => {
    await withSimulator(async (api) => {
      await api.post("/storage", { storage: "vault", type: "pbs", server: "pbs.lan", datastore: "main" });
      expect((await backup(api, { vmid: 500, storage: "vault" })).ended).toBe("OK");
      const [{ volid, format }] = await backups(api, "vault");
      expect({ volid, format }).toEqual({ volid: "vault:backup/vm/500/2026-01-01T00:00:00Z", format: "pbs-vm" });
      expect(await api.task("POST", "/nodes/pve/qemu", { vmid: 300, archive: volid, storage: "tank" })).toBe("OK");
    }, world);
  });

  test.each([
    [
      "a storage without backups",
      { vmid: 500, storage: "files" },
      "could not get storage information for 'files': can't use storage 'files' for backups - wrong content type",
    ],
    [
      "a storage that is not there",
      { vmid: 500, storage: "none" },
      "could not activate storage 'none': storage 'none' does not exist",
    ],
  ])("on %s fails", async (_, fields, why) => {
    await withSimulator(async (api) => {
      expect((await backup(api, fields)).ended).toBe(why);
    }, world);
  });

  test("that finds no room fails, gives the lock back and leaves nothing", async () => {
    const [local, ...others] = lab.storages;
    const small = { ...lab, storages: [{ ...local, size: "1GiB" } as (typeof lab.storages)[0], ...others] };
    await withSimulator(
      async (api) => {
        const { ended, log } = await backup(api, { vmid: 500, compress: "zstd" });
        expect(ended).toBe("job errors");
        expect(log).toContain("ERROR: Backup of VM 500 failed - vma_queue_write: write error - Broken pipe");
        expect(await backups(api)).toEqual([]);
        expect((await api.get("/nodes/pve/qemu/500/config")).data.lock).toBeUndefined();
      },
      { world: small },
    );
  });

  test.each([
    [{}, { vmid: "property is missing" }],
    [{ all: 1, vmid: 500 }, { all: "option conflicts with option 'vmid'" }],
    [{ vmid: 500, stdout: 1 }, { stdout: "option is only allowed on the command line interface." }],
    [
      { vmid: 500, storage: "local", "notes-template": "{{nobody}}" },
      { "notes-template": "found unknown: variable 'nobody' at char 2\n" },
    ],
  ])("with %j is refused", async (fields: Record<string, string | number>, errors) => {
    await withSimulator(async (api) => {
      expect(await api.post("/nodes/pve/vzdump", fields)).toMatchObject({ status: 400, errors });
    }, world);
  });
});

test("who may back up one guest may not back up another, and gets its own restored", async () => {
  const secret = "11111111-2222-3333-4444-555555555555";
  const users = [{ id: "ada@pve", tokens: [{ id: "tk", secret, privsep: false }] }];
  const grants = [
    { path: "/vms/500", role: "PVEVMUser", user: "ada@pve" },
    { path: "/storage", role: "PVEDatastoreUser", user: "ada@pve" },
    { path: "/sdn/zones/localnetwork", role: "PVESDNUser", user: "ada@pve" },
  ];
  await withSimulator(
    async (api, simulator) => {
      const ada = new Api(simulator, { Authorization: `PVEAPIToken=ada@pve!tk=${secret}` });
      try {
        const own = await ada.post("/nodes/pve/vzdump", { vmid: 500 });
        expect(await api.ended(own.data)).toBe("OK");
        const other = await ada.post("/nodes/pve/vzdump", { vmid: 9010 });
        expect(await api.ended(other.data)).toBe("Permission check failed (/vms/9010, VM.Backup)");
        const pruning = { vmid: 500, "prune-backups": "keep-last=1" };
        expect((await ada.post("/nodes/pve/vzdump", pruning)).reason).toBe(
          "Permission check failed (/storage/local, Datastore.Allocate)",
        );
        const [{ volid }] = await backups(api);
        expect(await ada.post("/nodes/pve/qemu", { vmid: 300, archive: volid })).toMatchObject({ status: 403 });
        const over = await ada.post("/nodes/pve/qemu", { vmid: 500, archive: volid, force: 1 });
        expect(await api.ended(over.data)).toBe("OK");
      } finally {
        ada.close();
      }
    },
    { world: { ...lab, users, grants } },
  );
});

test("what a backup does when nobody says", async () => {
  await withSimulator(async (api) => {
    expect((await api.get("/nodes/pve/vzdump/defaults")).data).toMatchObject({
      mode: "snapshot",
      storage: "local",
      dumpdir: "/var/lib/vz/dump",
      "prune-backups": "keep-all=1",
      remove: 1,
    });
    expect((await api.get("/nodes/pve/vzdump/defaults?storage=tank")).reason).toBe(
      "can't use storage 'tank' for backups - wrong content type",
    );
  }, world);
});
