import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Lab, Machine } from "../../model/lab.ts";
import type { LastBackup } from "../../model/review/last-backup.ts";
import { backupStorages, lastBackup } from "../backup/last-backup.ts";
import type { ProxmoxWork } from "../target/proxmox-work.ts";

/** How old a backup may be before a rebuild, milliseconds: one hour. */
const fresh = 3_600_000;

/** The backup that a rebuild may rely on. */
export interface FreshBackup {
  readonly backup: LastBackup;
  /** Whether it was made for this. */
  readonly made: boolean;
}

/** The newest backup where it is fresh; undefined where one is to be made. */
export async function foundFresh(api: ProxmoxWork, { node, id }: Machine): Promise<LastBackup | undefined> {
  const backup = await lastBackup(api, node.name, id);
  return backup && backup.age <= fresh ? backup : undefined;
}

/**
 * Storage that takes the backup: the one of the site's for backups that the node has, else the first there that takes some.
 *
 * @throws StrataError 3 where the node has none
 */
export async function backupStorage(api: ProxmoxWork, { site }: Lab, { name, node }: Machine): Promise<string> {
  const { data: able } = await backupStorages(api, node.name);
  const storage = site.backups?.storages.find((name) => able.includes(name)) ?? able[0];
  if (storage !== undefined) return storage;
  throw new StrataError(
    exitCodes.refused,
    `${name}: no storage on ${node.name} takes backups, so none can be made before the rebuild; add one with content backup for ${node.name} to personas/${site.name}/site.yaml and to Proxmox`,
  );
}

/** The fresh backup that is there, or one that is made now by vzdump, while the machine runs (mode snapshot). */
export async function freshBackup(api: ProxmoxWork, lab: Lab, guest: Machine): Promise<FreshBackup> {
  const found = await foundFresh(api, guest);
  if (found) return { backup: found, made: false };
  const { id, name, node } = guest;
  const storage = await backupStorage(api, lab, guest);
  const parameters = { vmid: String(id), storage, mode: "snapshot", compress: "zstd" };
  await api.task(`backup of ${name} to ${storage}`, "POST", `/nodes/${node.name}/vzdump`, parameters);
  const made = await foundFresh(api, guest);
  if (made) return { backup: made, made: true };
  throw new StrataError(
    exitCodes.stepFailed,
    `${name}: the backup ended well, but ${storage} does not show it to the token; VM.Backup on /vms/${id} and Datastore.AllocateSpace on /storage/${storage} let it look`,
  );
}
