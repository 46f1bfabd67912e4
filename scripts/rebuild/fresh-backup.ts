import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Guest, Lab } from "../../model/lab.ts";
import type { LastBackup } from "../../model/review/last-backup.ts";
import { backupStorages, lastBackup } from "../backup/last-backup.ts";
import type { ProxmoxWork } from "../target/proxmox-work.ts";

/** How old a backup may be before its guest goes, milliseconds: one hour. */
const fresh = 3_600_000;

/** A guest as far as a backup of it is concerned. */
type Standing = Pick<Guest, "id" | "name" | "node">;

/** The backup that whoever takes a guest away may rely on. */
export interface FreshBackup {
  readonly backup: LastBackup;
  /** Whether it was made for this. */
  readonly made: boolean;
}

/** The newest backup where it is fresh; undefined where one is to be made. */
export async function foundFresh(api: ProxmoxWork, { node, id }: Standing): Promise<LastBackup | undefined> {
  const backup = await lastBackup(api, node.name, id);
  return backup && backup.age <= fresh ? backup : undefined;
}

/**
 * Storage that takes the backup: the one of the site's for backups that the node has, else the first there that takes some.
 *
 * @throws StrataError 3 where the node has none
 */
export async function backupStorage(api: ProxmoxWork, { site }: Lab, { name, node }: Standing): Promise<string> {
  const { data: able } = await backupStorages(api, node.name);
  const storage = site.backups?.storages.find((name) => able.includes(name)) ?? able[0];
  if (storage !== undefined) return storage;
  throw new StrataError(
    exitCodes.refused,
    `${name}: no storage on ${node.name} takes backups, so none can be made before it goes; add one with content backup for ${node.name} to personas/${site.name}/site.yaml and to Proxmox`,
  );
}

/** The fresh backup that is there, or one that is made now by vzdump, while the guest runs (mode snapshot). */
export async function freshBackup(api: ProxmoxWork, lab: Lab, guest: Standing): Promise<FreshBackup> {
  const before = await lastBackup(api, guest.node.name, guest.id);
  if (before && before.age <= fresh) return { backup: before, made: false };
  const { id, name, node } = guest;
  const storage = await backupStorage(api, lab, guest);
  const parameters = { vmid: String(id), storage, mode: "snapshot", compress: "zstd" };
  await api.task(`backup of ${name} to ${storage}`, "POST", `/nodes/${node.name}/vzdump`, parameters);
  const made = await lastBackup(api, node.name, id);
  if (made && made.volume !== before?.volume) return { backup: made, made: true };
  throw new StrataError(
    exitCodes.stepFailed,
    `${name}: the backup ended well, but ${storage} does not show it to the token; VM.Backup on /vms/${id} and Datastore.AllocateSpace on /storage/${storage} let it look`,
  );
}
