import { formatSize, GiB, MiB } from "../bytes.ts";
import type { Lab } from "../lab.ts";
import { isMoved, type Kind } from "./kinds.ts";
import type { ResourceChangeJson } from "./plan-json.ts";
import { first, guestTypes, subjectOf, valuesOf } from "./subject.ts";
import { shapeOf } from "./things.ts";
import { unwrittenCores, unwrittenMemory } from "./unwritten.ts";
import { releaseOf } from "./words.ts";

/** What a reader should know of a change besides its attributes: why, what it will be, what it takes along. */
export function summary(kind: Kind, change: ResourceChangeJson, lab: Lab): string[] {
  return [
    ...reason(change),
    ...(kind === "create" ? shape(change, lab) : []),
    ...(kind === "replace" || kind === "destroy" ? consequences(kind, change, lab) : []),
  ];
}

/** OpenTofu's reasons that a reader cannot see from the attributes. */
const reasons: Readonly<Record<string, string>> = {
  replace_because_tainted: "its creation never finished",
  replace_by_request: "as asked for",
  replace_by_triggers: "because what it follows changed",
  delete_because_no_resource_config: "no longer in the program",
  delete_because_no_module: "no longer in the program",
};

function reason(change: ResourceChangeJson): string[] {
  const why = reasons[change.action_reason ?? ""];
  const { importing, actions } = change.change;
  return [
    ...(why === undefined ? [] : [why]),
    ...(actions.includes("forget") ? ["what is there stays as it is, without Strata"] : []),
    ...(importing ? [`imported from ${importing.id ?? "an id known after apply"}`] : []),
    ...(isMoved(change) ? [`was ${change.previous_address}`] : []),
  ];
}

/** The size and place of a guest to come, and what anything else will be. */
function shape(change: ResourceChangeJson, lab: Lab): string[] {
  const values = valuesOf(change.change.after);
  if (values === undefined) return [];
  if (!(change.type in guestTypes)) return [...shapeOf(change.type, values)];
  const cores = Number(first(values.cpu).cores ?? unwrittenCores);
  const memory = Number(first(values.memory).dedicated ?? unwrittenMemory);
  const disk = Number(first(values.disk).size);
  const release = releaseOf(first(values.clone).vm_id, lab);
  const address = first(first(first(values.initialization).ip_config).ipv4).address;
  return [
    ...(cores > 0 ? [`${cores} cores`] : []),
    ...(memory > 0 ? [formatSize(memory * MiB)] : []),
    ...(disk > 0 ? [`disk ${formatSize(disk * GiB)}`] : []),
    ...(typeof address === "string" ? [address.replace(/\/\d+$/, "")] : []),
    ...(release ? [`${release.image} ${release.version}`] : []),
  ];
}

function consequences(kind: Kind, change: ResourceChangeJson, lab: Lab): string[] {
  if (!(change.type in guestTypes)) return [];
  const { serves } = subjectOf(change, lab);
  const down = kind === "replace" ? "down for the rebuild" : "gone for good";
  return [serves.length === 0 ? down : `${down}; affects: ${serves.join(", ")}`];
}
