import { formatSize, GiB } from "../bytes.ts";
import type { Guest, Lab } from "../lab.ts";
import type { ResourceChangeJson } from "./plan-json.ts";
import { nameIn, nounOf } from "./things.ts";

/** Who a change is about, in the words of the files. */
export interface Subject {
  /** Name in the persona's file; for what has none, the name of the resource. */
  readonly name: string;
  /** `vm 210`, `ct 114`, `snippet`, `null_resource`. */
  readonly what: string;
  readonly node?: string;
  /** What is lost when it goes, such as `boot disk 60GiB`; only where something that matters is. */
  readonly holds?: string;
  /** What others reach it by, such as `kubectl context home-k3s-single`. */
  readonly serves: readonly string[];
  /** The guest's file, where it still has one. */
  readonly file?: string;
}

/** Types whose instances are guests, and what a guest of each is called. */
export const guestTypes: Readonly<Record<string, string>> = {
  proxmox_virtual_environment_vm: "vm",
  proxmox_virtual_environment_container: "ct",
};

/** Names whom a change concerns. */
export function subjectOf(change: ResourceChangeJson, lab: Lab): Subject {
  const noun = guestTypes[change.type];
  return noun === undefined ? thing(change) : guest(change, noun, lab);
}

/** The values that describe the instance best: what is there now, else what is to come. */
export function described(change: ResourceChangeJson): Readonly<Record<string, unknown>> {
  return valuesOf(change.change.before) ?? valuesOf(change.change.after) ?? {};
}

export function valuesOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

function guest(change: ResourceChangeJson, noun: string, lab: Lab): Subject {
  const values = described(change);
  const id = values.vm_id ?? values.id;
  const persona = lab.guests.find((candidate) => candidate.id === Number(id));
  const name =
    persona?.name ?? text(values.name) ?? text(first(values.initialization).hostname) ?? plainName(change.name);
  const node = text(values.node_name) ?? persona?.node.name;
  const holds = holding(values, persona);
  return {
    name,
    what: id === undefined || id === null ? noun : `${noun} ${String(id)}`,
    serves: persona ? served(persona, lab) : [],
    ...(node === undefined ? {} : { node }),
    ...(holds === undefined ? {} : { holds }),
    ...(persona ? { file: persona.file } : {}),
  };
}

function thing(change: ResourceChangeJson): Subject {
  const values = described(change);
  const node = text(values.node_name);
  return {
    name:
      nameIn(change.type, values) ??
      text(values.file_name) ??
      text(first(values.source_raw).file_name) ??
      text(values.pool_id) ??
      plainName(change.name),
    what: change.mode === "data" ? `data ${change.type}` : nounOf(change.type),
    serves: [],
    ...(node === undefined ? {} : { node }),
  };
}

/** A guest holds data when its persona says so, is a cluster's server, or when Proxmox itself is told to protect it. */
function holding(values: Readonly<Record<string, unknown>>, persona: Guest | undefined): string | undefined {
  const holds = persona ? persona.protect || persona.kind === "k3s" : values.protection === true;
  if (!holds) return undefined;
  const size = Number(first(values.disk).size);
  const bytes = size > 0 ? size * GiB : persona?.disk;
  return bytes === undefined ? "boot disk" : `boot disk ${formatSize(bytes)}`;
}

function served(persona: Guest, lab: Lab): string[] {
  const context = persona.kind === "k3s" ? [`kubectl context ${lab.site.name}-${persona.name}`] : [];
  return [...context, `${persona.name}.${lab.site.domain} (${persona.address})`];
}

/** The one block of a list of blocks, or an empty one. */
export function first(blocks: unknown): Readonly<Record<string, unknown>> {
  return (Array.isArray(blocks) && valuesOf(blocks[0])) || {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** cdktf ends the name of a nested construct with eight hexadecimal digits; a reader does not need them. */
function plainName(name: string): string {
  return name.replace(/_[0-9A-F]{8}$/, "");
}
