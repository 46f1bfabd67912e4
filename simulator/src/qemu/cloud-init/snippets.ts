/** Custom files that stand in the place of what Proxmox would write. Source: get_custom_cloudinit_files of PVE::QemuServer::Cloudinit. */
import type { Cluster } from "../../cluster.ts";
import type { Guest } from "../../guests/guest.ts";
import { refusal } from "../../kernel/error.ts";
import { parseProperties } from "../../schema/property-string.ts";
import { findVolume, storageNamed } from "../../storage/access.ts";
import { pathOf } from "../../storage/files.ts";
import { parseVolumeName, splitVolid } from "../../storage/volume-name.ts";
import { cicustom } from "../options/cloud-init.ts";

type Kind = keyof typeof cicustom;

/** @throws 500 for a volume that is no snippet, or is not there */
export function customFiles(cluster: Cluster, { node, config }: Guest): Partial<Record<Kind, Buffer>> {
  if (config.cicustom === undefined) return {};
  const named = parseProperties(cicustom, String(config.cicustom), "cicustom");
  return Object.fromEntries(
    Object.entries(named)
      .filter(([, volid]) => volid !== undefined)
      .map(([kind, volid]) => [kind, snippet(cluster, node, String(volid))]),
  );
}

function snippet(cluster: Cluster, node: string, volid: string): Buffer {
  const { storage: id, name } = splitVolid(volid) ?? { storage: "", name: "" };
  const storage = storageNamed(cluster, id);
  if (parseVolumeName(storage, name).content !== "snippets") throw refusal(`${volid} is not in the snippets directory`);
  const volume = findVolume(cluster, node, volid);
  if (!volume) throw refusal(`can't open '${pathOf(storage, { volid })}' - No such file or directory`);
  return volume.sha256 === undefined ? Buffer.alloc(volume.size) : cluster.bytes.read(volume.sha256);
}
