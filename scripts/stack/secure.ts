import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Guest, Lab } from "../../model/lab.ts";
import { isDestructive } from "../../model/review/kinds.ts";
import type { Review } from "../../model/review/review.ts";
import { type FreshBackup, freshBackup } from "../rebuild/fresh-backup.ts";
import type { OpenStack } from "./open-stack.ts";

/** The option of commands that may take away what a backup class was given to. */
export const iKnowOption = [
  "--i-know <guest>",
  "its name once more, where a guest with a backup class or a cluster is replaced or destroyed",
] as const;

/** Guests that a plan takes away or makes anew, and that are worth a backup: those with a class, and servers of clusters. */
function endangered({ changes }: Review, { guests }: Lab): Guest[] {
  return guests.filter(
    ({ name, kind, backup }) =>
      (backup !== undefined || kind === "k3s") &&
      changes.some((change) => change.subject.name === name && isDestructive(change.kind) && !change.unfinished),
  );
}

/**
 * The guard behind `protect`: once that was lifted, a guest with a backup class still goes only where its name is said
 * again.
 *
 * @param known what `--i-know` says
 * @throws StrataError 3
 */
export function refuseUnaware(review: Review, lab: Lab, known: string | undefined, again: string): void {
  const unaware = endangered(review, lab).find(({ name }) => name !== known);
  if (!unaware) return;
  const { name } = unaware;
  throw new StrataError(
    exitCodes.refused,
    `${name}: this takes its disk; \`${again} --i-know ${name}\` says that you know, and backs it up first unless a backup of the last hour is there`,
  );
}

/**
 * A backup of the last hour for each guest that is about to go, made now where there is none. A guest that is not on the
 * host has nothing to lose.
 *
 * @throws StrataError 3 where no storage takes one, 5 where it failed; nothing was changed then
 */
export async function backUpFirst(
  review: Review,
  { lab, root }: OpenStack,
): Promise<(FreshBackup & { guest: string })[]> {
  const guests = endangered(review, lab);
  if (guests.length === 0) return [];
  const [{ aim }, { proxmoxWork }] = await Promise.all([
    import("../target/aim.ts"),
    import("../target/proxmox-work.ts"),
  ]);
  const api = proxmoxWork(aim(lab, root));
  try {
    const { data: there } = await api.get<readonly { readonly vmid: number }[]>("/cluster/resources?type=vm");
    const secured: (FreshBackup & { guest: string })[] = [];
    for (const guest of guests.filter(({ id }) => there.some(({ vmid }) => vmid === id)))
      secured.push({ guest: guest.name, ...(await freshBackup(api, lab, guest)) });
    return secured;
  } finally {
    api.close();
  }
}
