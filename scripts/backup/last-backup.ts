import type { LastBackup } from "../../model/review/last-backup.ts";
import type { Proxmox } from "../target/proxmox.ts";

/**
 * The newest backup of a guest on the storages of its node, with its age by the host's own clock; undefined where there is
 * none that the token may see.
 *
 * @throws StrataError 3 where the token may not look, 4 where the host does not answer
 */
export async function lastBackup(api: Proxmox, node: string, id: number): Promise<LastBackup | undefined> {
  const { data: storages, clock } = await backupStorages(api, node);
  const lists = await Promise.all(
    storages.map((storage) =>
      api.get<readonly { readonly volid: string; readonly ctime: number }[]>(
        `/nodes/${node}/storage/${storage}/content?content=backup&vmid=${id}`,
      ),
    ),
  );
  const [newest] = lists.flatMap(({ data }) => data).toSorted((a, b) => b.ctime - a.ctime);
  return newest && { volume: newest.volid, age: Math.max(0, clock - newest.ctime * 1000) };
}

/** Names of the storages of a node that take backups and are there. */
export async function backupStorages(api: Proxmox, node: string) {
  const { data, clock } = await api.get<readonly { readonly storage: string; readonly active?: number }[]>(
    `/nodes/${node}/storage?content=backup&enabled=1`,
  );
  return { data: data.filter(({ active }) => active !== 0).map(({ storage }) => storage), clock };
}
