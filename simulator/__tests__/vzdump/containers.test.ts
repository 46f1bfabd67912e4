import { expect, test } from "@jest/globals";
import { loggedIn } from "../access/login.ts";
import { type Api, withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

const template = "debian-13-standard_13.1-2_amd64.tar.zst";
const world = {
  ...lab,
  files: [{ node: "pve", storage: "local", content: "vztmpl", name: template, size: "120MiB" }],
} as const;
const wanted = { vmid: 200, ostemplate: `local:vztmpl/${template}`, rootfs: "local-lvm:4" };
const at = (vmid: number, below = "") => `/nodes/pve/lxc/${vmid}${below}`;

async function backedUp(api: Api, fields: Record<string, string | number>) {
  const { data: upid } = await api.post("/nodes/pve/vzdump", { storage: "local", compress: "zstd", ...fields });
  const ended = await api.ended(upid);
  const lines = (await api.get(`/nodes/pve/tasks/${encodeURIComponent(upid)}/log?limit=200`)).data;
  return { ended, log: lines.map((line: { t: string }) => line.t).join("\n") };
}
const archiveOf = async (api: Api) =>
  (await api.get("/nodes/pve/storage/local/content?content=backup&vmid=200")).data[0];

test("a container's own file systems are backed up, what is bound from the host is not, and it comes back", async () => {
  await withSimulator(
    async (api, simulator) => {
      const root = await loggedIn(simulator, "root@pam", simulator.password);
      const mounts = { mp0: "local-lvm:2,mp=/data,backup=1", mp1: "local-lvm:1,mp=/cache", mp2: "/srv,mp=/srv" };
      expect(await root.task("POST", "/nodes/pve/lxc", { ...wanted, hostname: "web", ...mounts })).toBe("OK");
      const { ended, log } = await backedUp(root, { vmid: 200 });
      expect(ended).toBe("OK");
      for (const line of [
        "INFO: Starting Backup of VM 200 (lxc)",
        "INFO: CT Name: web",
        "INFO: including mount point rootfs ('/') in backup",
        "INFO: including mount point mp0 ('/data') in backup",
        "INFO: excluding volume mount point mp1 ('/cache') from backup (disabled)",
        "INFO: excluding bind mount point mp2 ('/srv') from backup (not a volume)",
      ]) {
        expect(log).toContain(line);
      }
      const archive = await archiveOf(root);
      expect(archive).toMatchObject({ format: "tar.zst", subtype: "lxc", vmid: 200 });
      expect(archive.volid).toMatch(/^local:backup\/vzdump-lxc-200-[\d_-]+\.tar\.zst$/);
      const text = (await api.get(`/nodes/pve/vzdump/extractconfig?volume=${encodeURIComponent(archive.volid)}`)).data;
      expect(text).toContain("hostname: web\n");
      expect(await root.task("DELETE", at(200))).toBe("OK");
      const again = { vmid: 200, ostemplate: archive.volid, restore: 1, storage: "local-lvm" };
      expect(await root.task("POST", "/nodes/pve/lxc", again)).toBe("OK");
      expect((await root.get(at(200, "/config"))).data).toMatchObject({
        hostname: "web",
        mp0: expect.stringContaining("mp=/data"),
      });
      root.close();
    },
    { world },
  );
});

test("a running container goes on where its volumes can be snapshot, and is stopped and started where asked", async () => {
  await withSimulator(
    async (api) => {
      await api.task("POST", "/nodes/pve/lxc", { ...wanted, start: 1 });
      expect((await backedUp(api, { vmid: 200 })).log).toContain("INFO: create storage snapshot 'vzdump'");
      const { ended, log } = await backedUp(api, { vmid: 200, mode: "stop" });
      expect(ended).toBe("OK");
      expect(log).toContain("INFO: stopping virtual guest");
      expect((await api.get(at(200, "/status/current"))).data.status).toBe("running");
      expect((await api.get(at(200, "/config"))).data.lock).toBeUndefined();
    },
    { world },
  );
});
