import type { Lab } from "../lab.ts";
import type { ResourceChangeJson } from "./plan-json.ts";
import { guestTypes, subjectOf, valuesOf } from "./subject.ts";

/** Why a plan may not be applied, and what to do. */
export interface Refusal {
  readonly name: string;
  readonly address: string;
  /** The guard: the block's `prevent_destroy`, which stops the plan, or Proxmox's own flag, which would stop the apply. */
  readonly by: "prevent_destroy" | "protection";
  readonly reason: string;
}

/** What the plan would remove although it is protected: by `prevent_destroy`, or by Proxmox's own flag. */
export function refusals(
  changes: readonly ResourceChangeJson[],
  guarded: ReadonlySet<string>,
  lab: Lab,
): readonly Refusal[] {
  return changes.filter(removes).flatMap((change) => {
    const subject = subjectOf(change, lab);
    const refuse = (by: Refusal["by"], reason: string): Refusal[] => [
      { name: subject.name, address: change.address, by, reason },
    ];
    const file = subject.file ?? "its persona";
    if (guarded.has(`${change.type}.${change.name}`)) {
      return refuse("prevent_destroy", `${subject.name} is protected. ${wayOut(change, file)}`);
    }
    return flagged(change)
      ? refuse(
          "protection",
          `Proxmox still protects ${subject.what}. Apply "protect: false" of ${file} by itself first`,
        )
      : [];
  });
}

/** Proxmox itself refuses to delete a guest with this flag. */
function flagged({ type, change }: ResourceChangeJson): boolean {
  return type in guestTypes && valuesOf(change.before)?.protection === true;
}

function removes({ change }: ResourceChangeJson): boolean {
  return change.actions.includes("delete");
}

function wayOut(change: ResourceChangeJson, file: string): string {
  const unprotect = `set "protect: false" in ${file}, apply that by itself`;
  if (change.action_reason === "replace_because_tainted") {
    return `Its creation never finished: to make it anew ${unprotect}, then plan again`;
  }
  return change.change.actions.includes("create")
    ? `Keep what forces the replacement as it was, or take a backup, ${unprotect}, then plan again`
    : `If it may go: take a backup, ${unprotect}, then plan again`;
}
