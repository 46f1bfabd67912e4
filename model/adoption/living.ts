import type { Lab, Storage } from "../lab.ts";

/** A guest as its host has it, in Proxmox's own words. */
export interface LivingGuest {
  /** VMID or CTID. */
  readonly id: number;
  readonly kind: "lxc" | "vm";
  readonly name: string;
  readonly node: string;
  readonly template: boolean;
  /** Pool it is shown in, if any. */
  readonly pool?: string;
  /** Its configuration by option, each value as text; empty for a machine, of which no more is asked. */
  readonly options: Readonly<Record<string, string>>;
}

/** The parts of an option such as `name=eth0,bridge=vmbr0`; what stands first without a name is under "". */
export function partsOf(option = ""): Readonly<Record<string, string>> {
  return Object.fromEntries(
    option.split(",").flatMap((part, index) => {
      const [, name, value] = /^([\w-]+)=(.*)$/.exec(part) ?? [];
      if (name !== undefined && value !== undefined) return [[name, value]];
      return index === 0 ? [["", part]] : [];
    }),
  );
}

/** Tags as Proxmox writes them, sorted. */
export function tagsOf({ options }: LivingGuest): string[] {
  return (options.tags ?? "")
    .split(/[;, ]+/)
    .filter(Boolean)
    .sort();
}

/** What a container may do beyond the usual, sorted: `nesting`, and whatever else is on. */
export function featuresOf({ options }: LivingGuest): string[] {
  return Object.entries(partsOf(options.features))
    .flatMap(([name, value]) => (value === "1" ? [name] : name === "" ? [] : [`${name}=${value}`]))
    .filter((feature) => !feature.endsWith("=0"))
    .sort();
}

/** What a guest is called in a sentence, such as `ct 114`. */
export function noun({ kind, id }: Pick<LivingGuest, "kind" | "id">): string {
  return `${kind === "lxc" ? "ct" : "vm"} ${id}`;
}

/** Network cards beside the one that a file can say, such as `net1`. */
export function moreCards({ options }: LivingGuest): string[] {
  return Object.keys(options).filter((option) => /^net[1-9]\d*$/.test(option));
}

/** Storages of a lab that take roots of containers on a node. */
export function takesRoots({ storages }: Lab, node: string): readonly Storage[] {
  return storages.filter(({ nodes, content }) => nodes.includes(node) && content.includes("rootdir"));
}
