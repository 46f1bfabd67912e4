/** Looking into a backup, file by file: its disks and archives; Proxmox can do so on a backup server alone. */
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { everyone } from "../../permission/rule.ts";
import { string } from "../../schema/schema.ts";
import { demandVolume, storageNamed, volumeNamed } from "../../storage/access.ts";
import { splitVolid } from "../../storage/volume-name.ts";

export const listBackupFiles = endpoint({
  method: "GET",
  path: "/nodes/{node}/storage/{storage}/file-restore/list",
  permission: everyone,
  parameters: { volume: string(), filepath: string() },
  without: "what is below the disks and archives of a backup, and downloading it",
  run({ cluster, caller, parameters: { node, storage: id, volume, filepath } }) {
    const volid = splitVolid(volume) ? volume : `${id}:backup/${volume.replace(/^backup\//, "")}`;
    const storage = storageNamed(cluster, id);
    demandVolume(cluster, caller, volid, { content: "backup" });
    if (storage.type !== "pbs") {
      throw invalidParameters({ storage: "Only PBS storages supported for file-restore." });
    }
    const { archive } = volumeNamed(cluster, node, volid);
    if (filepath !== "/") throw refusal("looking below a disk or archive of a backup is not simulated");
    const parts = Object.keys(archive?.volumes ?? {});
    const names = archive?.kind === "lxc" ? ["root.pxar.didx"] : parts.map((name) => `drive-${name}.img.fidx`);
    return names.map((text) => ({
      filepath: Buffer.from(`/${text}`).toString("base64"),
      text,
      type: "v",
      leaf: 0,
    }));
  },
});
