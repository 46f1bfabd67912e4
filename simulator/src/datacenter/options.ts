/** Options of the whole cluster, in /etc/pve/datacenter.cfg. Source: PVE::DataCenterConfig. */
import { filled } from "../access/user-config.ts";
import type { Cluster } from "../cluster.ts";
import { guests } from "../guests/guest.ts";
import { refusal } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";
import { splitList } from "../schema/formats.ts";
import { splitProperties } from "../schema/property-string.ts";
import { propertyObject } from "../sections/property-object.ts";
import { slice } from "../store/slice.ts";
import { optionObjects } from "./schema.ts";

export interface DatacenterOption {
  readonly name: string;
  readonly value: string | number;
}

export const datacenterOptions = slice<DatacenterOption>("datacenter.cfg");

/** What Proxmox registered with the IEEE. */
const registeredPrefix = "BC:24:11";

const stored = (cluster: Cluster): Readonly<Record<string, string | number>> =>
  Object.fromEntries([...cluster.state.table(datacenterOptions).all()].map(({ name, value }) => [name, value]));

/** Prefix of MAC addresses that Proxmox makes up. */
export const macPrefix = (cluster: Cluster): string => String(stored(cluster).mac_prefix ?? registeredPrefix);

/** Between which numbers the next free guest is looked for; the last is not among them. */
export function nextIdRange(cluster: Cluster): { readonly lower: number; readonly upper: number } {
  const range = splitProperties(optionObjects["next-id"] ?? {}, String(stored(cluster)["next-id"] ?? ""));
  return { lower: Number(range.lower ?? 100), upper: Number(range.upper ?? 1_000_000) };
}

/** The options as the API shows them: property strings and lists taken apart. */
export function shownOptions(cluster: Cluster): Record<string, unknown> {
  const options: Record<string, unknown> = { mac_prefix: registeredPrefix, ...stored(cluster) };
  for (const [name, fields] of Object.entries(optionObjects)) {
    if (options[name] !== undefined) options[name] = propertyObject(fields, String(options[name]));
  }
  const tagAccess = options["user-tag-access"] as Record<string, unknown> | undefined;
  if (tagAccess?.["user-allow-list"] !== undefined) {
    options["user-tag-access"] = { ...tagAccess, "user-allow-list": String(tagAccess["user-allow-list"]).split(";") };
  }
  if (options["registered-tags"] !== undefined) {
    options["registered-tags"] = String(options["registered-tags"]).split(";");
  }
  const lines = String(options.description ?? "").replace(/\n+$/, "");
  return { ...options, description: lines === "" ? "" : `${lines}\n` };
}

/** @throws 500 when the range of guest numbers ends before it begins */
export function changeOptions(cluster: Cluster, set: Readonly<Record<string, unknown>>, remove: string): void {
  const table = cluster.state.table(datacenterOptions);
  for (const [name, value] of Object.entries(filled(set))) {
    table.put(name, { name, value: settled(name, typeof value === "boolean" ? Number(value) : (value as string)) });
  }
  for (const name of splitList(remove)) table.remove(name);
  const { lower, upper } = nextIdRange(cluster);
  if (lower > upper) throw refusal(`lower (${lower}) <= upper (${upper}) boundary rule broken`);
}

function settled(name: string, value: string | number): string | number {
  if (name === "console" && value === "applet") return "html5";
  return name === "registered-tags" ? String(value).split(";").sort().join(";") : value;
}

/** Tags that a caller may set: those of guests in sight, those that are free to all, and the registered ones. */
export function allowedTags(cluster: Cluster, caller: Caller): string[] {
  const options = shownOptions(cluster);
  const access = (options["user-tag-access"] ?? {}) as { "user-allow"?: string; "user-allow-list"?: string[] };
  const registered = (options["registered-tags"] ?? []) as string[];
  const privileged = caller.can("/", ["Sys.Modify"]);
  const mode = access["user-allow"] ?? "free";
  const listed = mode !== "none" || privileged ? (access["user-allow-list"] ?? []) : [];
  const inUse =
    mode === "free" || mode === "existing" || privileged
      ? [...cluster.state.table(guests).all()]
          .filter(({ config, vmid }) => config.tags && (privileged || caller.can(`/vms/${vmid}`, ["VM.Audit"])))
          .flatMap(({ config }) => splitList(String(config.tags)))
      : [];
  const tags = new Set([...listed, ...inUse, ...(privileged ? registered : [])]);
  if (!privileged) for (const tag of registered) tags.delete(tag);
  return [...tags].sort();
}
