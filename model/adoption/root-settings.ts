import { featureNames } from "../container.ts";
import type { Fault } from "../fault.ts";
import { type RootSettings, rootChange, rootSettings } from "../root-step.ts";
import type { Compared } from "./corrections.ts";
import { featuresOf, type LivingGuest, partsOf } from "./living.ts";

/** How what root set on the host compares with the file. Nothing of it is ever set in an adoption. */
export interface RootComparison {
  /** What root would have to set. */
  readonly faults: readonly Fault[];
  /** Mounts and devices that no file speaks of; they stay. */
  readonly strange: readonly string[];
}

/** Compares mounts, devices and features, which a token may read and only root may set. */
export function compareRootSettings({ lab, guest, source, living }: Compared): RootComparison {
  const settings: RootSettings = rootSettings(guest, lab.site.backups) ?? {
    ...{ id: guest.id, features: guest.features, mounts: [], devices: [], owner: 0 },
  };
  const change = rootChange(settings, living.options);
  const hidden = change.refused.map((words) => {
    const mount = guest.data.find(({ path }) => words.includes(` at ${path}, `));
    const at = source.keyAt(["data", mount?.path ?? ""]);
    return { at, message: `${words}; take it out of data and it stays, or move it there first` };
  });
  const missing = Object.entries(change.set).map(([option, value]) => missed({ source, living }, option, value));
  return { faults: [...hidden, ...missing], strange: change.strange };
}

/** The features that the host has, as the file would say them. */
export function otherFeatures(living: LivingGuest): string {
  const found = featuresOf(living);
  const unsaid = found.filter((feature) => !featureNames.some((name) => name === feature));
  if (unsaid.length > 0) return `features are ${found.join(", ")} on the host; no file can say ${unsaid.join(", ")}`;
  return `features are ${found.join(", ") || "none"} on the host; write features: [${found.join(", ")}]`;
}

function missed({ source, living }: Pick<Compared, "source" | "living">, option: string, value: string): Fault {
  if (option === "features") return source.fault(["features"], otherFeatures(living));
  const { mp: path, "": first = "" } = partsOf(value);
  if (path === undefined) return source.fault(["gpu"], `${first} is not passed through on the host; remove gpu`);
  return {
    at: source.keyAt(["data", path]),
    message: `nothing is mounted at ${path} on the host; take it out of data`,
  };
}
