import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { Client } from "ssh2";
import type { SshAccess } from "../../src/ssh-side.ts";
import { withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

/** Reads a file of the first node over SFTP. */
function fetched({ host, port, username, privateKeyFile }: SshAccess, path: string): Promise<Buffer> {
  const client = new Client();
  return new Promise<Buffer>((resolve, reject) => {
    client.on("error", reject);
    client.on("ready", () => {
      client.sftp((fault, sftp) => {
        if (fault) return reject(fault);
        return sftp.readFile(path, (error, content) => (error ? reject(error) : resolve(content)));
      });
    });
    client.connect({ host, port, username, privateKey: readFileSync(privateKeyFile) });
  }).finally(() => client.end());
}

test("what was uploaded comes back over SFTP with the same SHA-256", async () => {
  await withSimulator(
    async (api, { ssh }) => {
      const content = randomBytes(3_000_000);
      const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
      expect(
        await api.upload("/nodes/pve/storage/local/upload", { content: "iso" }, { name: "big.iso", content }),
      ).toBe("OK");
      expect(sha256(await fetched(ssh, "/var/lib/vz/template/iso/big.iso"))).toBe(sha256(content));
      expect((await api.get("/nodes/pve/storage/local/status")).data.used).toBe(content.length);
    },
    { world: lab },
  );
});

test("the disks in a backup on a backup server are listed; elsewhere Proxmox refuses", async () => {
  await withSimulator(
    async (api) => {
      await api.post("/storage", { storage: "vault", type: "pbs", server: "pbs.lan", datastore: "main" });
      for (const storage of ["vault", "local"]) await api.task("POST", "/nodes/pve/vzdump", { vmid: 500, storage });
      const at = (storage: string) => `/nodes/pve/storage/${storage}/file-restore/list?filepath=%2F&volume=`;
      const [vault] = (await api.get("/nodes/pve/storage/vault/content")).data;
      expect((await api.get(at("vault") + encodeURIComponent(vault.volid))).data).toMatchObject([
        { text: "drive-scsi0.img.fidx", leaf: 0 },
      ]);
      const [local] = (await api.get("/nodes/pve/storage/local/content")).data;
      expect((await api.get(at("local") + encodeURIComponent(local.volid))).errors).toEqual({
        storage: "Only PBS storages supported for file-restore.",
      });
    },
    { world: lab },
  );
});
