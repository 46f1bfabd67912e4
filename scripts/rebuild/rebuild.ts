import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, StrataError } from "../../model/exit.ts";
import { replaceValues } from "../../model/files/replace-values.ts";
import type { Lab, Machine } from "../../model/lab.ts";
import { lineDiff } from "../../model/line-diff.ts";
import { loadLab } from "../../model/load.ts";
import { planRebuild, type Rebuild } from "../../model/rebuild.ts";
import { writeLabFile } from "../lab-file.ts";
import { type ProxmoxWork, proxmoxWork } from "../target/proxmox-work.ts";
import { proveTarget, resolveTarget } from "../target/target.ts";
import { backupStorage, type FreshBackup, foundFresh, freshBackup } from "./fresh-backup.ts";

/** What a person asked for. */
export interface RebuildRequest {
  readonly root: string;
  readonly site: string;
  readonly guest: string;
  /** `stable`, or a release such as `v1.1.0`. */
  readonly to: string;
  /** Name of the guest once more, where its boot disk holds data. */
  readonly iKnow?: string | undefined;
  /** Look only. */
  readonly dryRun: boolean;
}

/** What was done, or would be. */
export interface Rebuilt {
  readonly guest: string;
  readonly file: string;
  readonly image: string;
  readonly from: string;
  readonly to: string;
  /** Lines that the guest's file loses and gains. */
  readonly diff: readonly string[];
  /** The backup to rely on; a dry run tells where one would be made instead. None where the machine is not there yet. */
  readonly backup?: FreshBackup | { readonly wouldGoTo: string };
  readonly written: boolean;
}

/**
 * Moves the pin of a machine to another release, with a fresh backup taken first. Nothing is replaced by this: that is for
 * the plan, its review and its apply.
 *
 * @returns undefined where the machine names that release already
 * @throws StrataError 1 for what is not there, 3 for a guard, 5 where the backup failed; then the file is as it was
 */
export async function rebuild(request: RebuildRequest): Promise<Rebuilt | undefined> {
  const { root, site, dryRun } = request;
  const lab = loadLab(root, site);
  const planned = planRebuild(lab, request.guest, request.to);
  if (planned === undefined) return undefined;
  refuseUnaware(planned, request);
  const { guest, from, to } = planned;
  const before = readFileSync(join(root, guest.file), "utf8");
  const after = replaceValues(before, [{ path: ["image"], value: `${guest.image.name}@${to}` }]);
  const backup = await securely(lab, root, guest, dryRun);
  if (!dryRun) await writeLabFile(root, site, guest.file, after);
  return {
    ...{ guest: guest.name, file: guest.file, image: guest.image.name, from, to },
    diff: lineDiff(before, after),
    ...(backup && { backup }),
    written: !dryRun,
  };
}

/** Two guards of a machine with data: its name said again, and its protection lifted by a change of its own. */
function refuseUnaware({ guest: { name, file, protect }, to, holdsData }: Rebuild, { iKnow }: RebuildRequest): void {
  const again = `strata rebuild ${name} --to ${to} --i-know ${name}`;
  if (holdsData && iKnow !== name)
    throw refused(`${name}: its boot disk holds data, which a rebuild destroys; \`${again}\` says that you know`);
  if (protect)
    throw refused(
      `${name} is protected; set "protect: false" in ${file}, apply that by itself, then \`${again}\`; protect it again afterwards`,
    );
}

async function securely(lab: Lab, root: string, guest: Machine, dryRun: boolean) {
  const target = await resolveTarget(lab, root);
  await proveTarget(target, lab, { guests: [guest], platform: false });
  const api = proxmoxWork(target);
  try {
    if (!(await isThere(api, guest))) return undefined;
    await refuseFlagged(api, guest);
    if (!dryRun) return await freshBackup(api, lab, guest);
    const found = await foundFresh(api, guest);
    return found ? { backup: found, made: false } : { wouldGoTo: await backupStorage(api, lab, guest) };
  } finally {
    api.close();
  }
}

async function isThere(api: ProxmoxWork, { id }: Machine): Promise<boolean> {
  const { data } = await api.get<readonly { readonly vmid: number }[]>("/cluster/resources?type=vm");
  return data.some(({ vmid }) => vmid === id);
}

/** With the pin moved, a plan could no longer lift the flag without replacing the machine. */
async function refuseFlagged(api: ProxmoxWork, { id, name, node, file }: Machine): Promise<void> {
  const { data } = await api.get<{ readonly protection?: number }>(`/nodes/${node.name}/qemu/${id}/config`);
  if (Number(data.protection ?? 0) === 1)
    throw refused(`Proxmox still protects vm ${id}; apply "protect: false" of ${file} first: \`strata apply ${name}\``);
}

function refused(message: string): StrataError {
  return new StrataError(exitCodes.refused, message);
}
