import { ago } from "../age.ts";
import { isDestructive } from "./kinds.ts";
import type { Review, ReviewedChange } from "./review.ts";

/** The newest backup of a guest. */
export interface LastBackup {
  /** Such as `backups:backup/vzdump-qemu-210-….vma.zst`. */
  readonly volume: string;
  /** Milliseconds. */
  readonly age: number;
}

/** A guest with data that a plan would replace or destroy. */
export interface Endangered {
  readonly id: number;
  readonly node: string;
}

/** The guests of a review whose backups a reader wants to know of. */
export function endangered(review: Review): Endangered[] {
  return review.changes.flatMap((change) => endangeredBy(change) ?? []);
}

/** The review, telling of each endangered guest what is known of its backups, such as `last backup 3 h ago`. */
export function withBackups(review: Review, words: ReadonlyMap<number, string>): Review {
  const changes = review.changes.map((change) => {
    const told = words.get(endangeredBy(change)?.id ?? Number.NaN);
    const { holds } = change.subject;
    return told === undefined ? change : { ...change, subject: { ...change.subject, holds: `${holds}, ${told}` } };
  });
  return { ...review, changes };
}

export function backupInWords(backup: LastBackup | undefined): string {
  return backup ? `last backup ${ago(backup.age)}` : "no backup found";
}

function endangeredBy({ kind, subject }: ReviewedChange): Endangered | undefined {
  const [, id] = /^(?:vm|ct) (\d+)$/.exec(subject.what) ?? [];
  if (!isDestructive(kind) || subject.holds === undefined || id === undefined || !subject.node) return undefined;
  return { id: Number(id), node: subject.node };
}
