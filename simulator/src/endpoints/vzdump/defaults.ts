/** What a backup does when nobody says, and what lies in one. */
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { everyone } from "../../permission/rule.ts";
import { storageId } from "../../schema/common.ts";
import { optional, string } from "../../schema/schema.ts";
import { demandVolume, storageNamed, volumeNamed } from "../../storage/access.ts";
import { folderOf } from "../../storage/files.ts";
import { parseVolumeName, splitVolid } from "../../storage/volume-name.ts";
import { archiveText } from "../../vzdump/archive-text.ts";
import { defaults } from "../../vzdump/settings.ts";

export const backupDefaults = endpoint({
  method: "GET",
  path: "/nodes/{node}/vzdump/defaults",
  permission: everyone,
  parameters: { storage: optional(storageId()) },
  run({ cluster, caller, parameters: { node, storage: id = "local" } }) {
    caller.demand(`/storage/${id}`, ["Datastore.Audit", "Datastore.AllocateSpace"], { any: true });
    const storage = storageNamed(cluster, id);
    if (!storage.content.includes("backup")) {
      throw refusal(`can't use storage '${id}' for backups - wrong content type`);
    }
    const keep = storage.options["prune-backups"];
    const { ionice, ...shown } = { ...defaults, storage: id, ...(keep !== undefined && { "prune-backups": keep }) };
    // Who may not look at the node need not know where its backups lie.
    if (!caller.can(`/nodes/${node}`, ["Sys.Audit"])) return shown;
    return { ...shown, ionice, ...(storage.options.path !== undefined && { dumpdir: folderOf(storage, "backup") }) };
  },
});

export const extractConfig = endpoint({
  method: "GET",
  path: "/nodes/{node}/vzdump/extractconfig",
  permission: everyone,
  parameters: { volume: string() },
  run({ cluster, caller, parameters: { node, volume: volid } }) {
    demandVolume(cluster, caller, volid, { content: "backup" });
    const { storage: id, name } = splitVolid(volid) ?? { storage: "", name: "" };
    const { vmid } = parseVolumeName(storageNamed(cluster, id), name);
    caller.demand(`/vms/${vmid ?? ""}`, ["VM.Backup"]);
    const { archive } = volumeNamed(cluster, node, volid);
    if (!archive) throw refusal("ERROR: archive contains no configuration file");
    return archiveText(archive);
  },
});
