import type { ResourceChangeJson } from "./plan-json.ts";
import type { Reviewed } from "./reviewed.ts";
import { first, guestTypes, type Subject, subjectOf, valuesOf } from "./subject.ts";

/** Why a plan may not be applied, and what to do. */
export interface Refusal {
  readonly name: string;
  readonly address: string;
  /**
   * The guard: the block's `prevent_destroy`, which stops the plan, Proxmox's own flag, which would stop the apply, or the
   * size of a container's root, which would fail on the way, what root's step has found, a template that is gone, or a
   * number that the host has already.
   */
  readonly by: "prevent_destroy" | "protection" | "size" | "root" | "template" | "number";
  readonly reason: string;
}

/** What the plan would remove although it is protected, by `prevent_destroy` or by Proxmox's own flag, and what cannot be. */
export function refusals(changes: readonly ResourceChangeJson[], from: Reviewed): readonly Refusal[] {
  return changes.flatMap((change) => {
    const subject = subjectOf(change, from.lab);
    const guard = (removes(change) ? guardOf(change, subject, from) : undefined) ?? resizing(change, subject);
    return guard === undefined ? [] : [{ name: subject.name, address: change.address, ...guard }];
  });
}

type Guard = Pick<Refusal, "by" | "reason">;

function guardOf(change: ResourceChangeJson, subject: Subject, { guarded, stack, lab }: Reviewed): Guard | undefined {
  const { name, what, file = "its persona" } = subject;
  if (guarded.has(`${change.type}.${change.name}`)) {
    if (!(change.type in guestTypes))
      return { by: "prevent_destroy", reason: placeOut(change, subject, lab.site.name) };
    const out = isUnfinished(change) ? unfinishedWayOut(change.address, what, file, stack) : wayOut(change, file);
    return { by: "prevent_destroy", reason: `${name} is protected. ${out}` };
  }
  if (!isFlagged(change)) return undefined;
  const out = isUnfinished(change)
    ? `${unflag(what)}, then plan again`
    : `Apply "protect: false" of ${file} by itself first`;
  return { by: "protection", reason: `Proxmox still protects ${what}. ${out}` };
}

/**
 * A container's root that Proxmox will not give another size: it never shrinks, and after growing it the provider writes
 * the root's options once more, which Proxmox refuses of a protected container.
 */
function resizing(
  { type, change }: ResourceChangeJson,
  { name, what, file = "its persona" }: Subject,
): Guard | undefined {
  if (type !== "proxmox_virtual_environment_container") return undefined;
  const [before, after] = [valuesOf(change.before), valuesOf(change.after)];
  const [from, to] = [before, after].map((values) => Number(first(values?.disk).size));
  if (from === undefined || to === undefined) return undefined;
  if (to < from)
    return { by: "size", reason: `the root of ${name} does not shrink. Write disk: ${from}GiB or more in ${file}` };
  if (!(to > from) || before?.protection !== true) return undefined;
  const grow = `\`pct resize ${what.split(" ")[1]} rootfs ${to}G\``;
  return {
    by: "size",
    reason: `Proxmox protects the root of ${name}. Grow it by ${grow} on its node, then plan again`,
  };
}

function removes({ change }: ResourceChangeJson): boolean {
  return change.actions.includes("delete");
}

/** Its creation was stopped or failed; then every plan replaces it, and none can first lift a flag. */
function isUnfinished({ action_reason }: ResourceChangeJson): boolean {
  return action_reason === "replace_because_tainted";
}

/** Proxmox itself refuses to delete a guest with this flag. */
function isFlagged({ type, change }: ResourceChangeJson): boolean {
  return type in guestTypes && valuesOf(change.before)?.protection === true;
}

/** What guests stand on, such as a storage: taking it away takes nothing off a disk, but guests lose what they have there. */
function placeOut({ change }: ResourceChangeJson, { name, what }: Subject, site: string): string {
  const file = `personas/${site}/site.yaml`;
  return change.actions.includes("create")
    ? `guests may have something on ${what} ${name}. Say of it in ${file} what the host says, or give the new one another name`
    : `guests may have something on ${what} ${name}. If nobody has, take it out of ${file} and apply that`;
}

function wayOut({ change }: ResourceChangeJson, file: string): string {
  const unprotect = `set "protect: false" in ${file}, apply that by itself, then plan again`;
  return change.actions.includes("create")
    ? `Keep what forces the replacement as it was, or take a backup, ${unprotect}`
    : `If it may go: take a backup, ${unprotect}`;
}

function unfinishedWayOut(address: string, what: string, file: string, stack: string): string {
  const keep = `\`tofu -chdir=cdktf.out/stacks/${stack} untaint ${address}\``;
  return `Its creation never finished. To finish it in place: ${keep}, then plan again; to make it anew: set "protect: false" in ${file}, ${unflag(what)}, then plan again`;
}

/** `vm 210` is a machine to `qm`, `ct 114` a container to `pct`. */
function unflag(what: string): string {
  const [noun, id] = what.split(" ");
  return `\`${noun === "ct" ? "pct" : "qm"} set ${id} --protection 0\` on its node`;
}
