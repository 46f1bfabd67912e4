import { StrataError } from "../../model/exit.ts";
import type { Lab } from "../../model/lab.ts";
import { backupInWords, type Endangered, endangered, withBackups } from "../../model/review/last-backup.ts";
import type { Review } from "../../model/review/review.ts";
import type { Proxmox } from "../target/proxmox.ts";
import { lastBackup } from "./last-backup.ts";

/** Asks the target for the backups of what a plan would take with its data; a plan that takes nothing asks nothing. */
export async function reviewBackups(review: Review, lab: Lab, root: string): Promise<Review> {
  const guests = endangered(review);
  if (guests.length === 0) return review;
  const [{ aim }, { proxmox }] = await Promise.all([import("../target/aim.ts"), import("../target/proxmox.ts")]);
  const target = aim(lab, root);
  const api = proxmox(target.endpoint, target.pin, target.token());
  try {
    const words = guests.map(async (guest) => [guest.id, await told(api, guest)] as const);
    return withBackups(review, new Map(await Promise.all(words)));
  } finally {
    api.close();
  }
}

/** A review is worth more than its remark on backups: what cannot be asked is said. */
async function told(api: Proxmox, { node, id }: Endangered): Promise<string> {
  try {
    return backupInWords(await lastBackup(api, node, id));
  } catch (error) {
    if (error instanceof StrataError) return "backups cannot be looked at";
    throw error;
  }
}
