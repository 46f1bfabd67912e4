/** Names for devices and folders that mean something on each node. Source: PVE::Mapping::PCI, USB and Dir. */
import type { Cluster } from "../cluster.ts";
import { registerFormat } from "../schema/formats.ts";
import { parseProperties } from "../schema/property-string.ts";
import { type Fields, formatted, integer, optional, string, type ValuesOf } from "../schema/schema.ts";
import { type Section, sectionFile } from "../sections/section-file.ts";

export type MappingKind = "pci" | "usb" | "dir";

export const mappingFiles = {
  pci: sectionFile("mapping/pci.cfg"),
  usb: sectionFile("mapping/usb.cfg"),
  dir: sectionFile("mapping/directory.cfg"),
} as const;

registerFormat("pve-storage-path-in-property-string", (text) =>
  /^\/[^;,=()]+/.test(text)
    ? undefined
    : "Value does not look like a valid absolute path. These symbols are currently not allowed in path: ;,=()",
);

const pciPath = "[a-f0-9]{4,}:[a-f0-9]{2}:[a-f0-9]{2}(?:.[a-f0-9])?";
const vendorAndDevice = () => string({ pattern: "(?^:^[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}$)" });
const onNode = { node: formatted("pve-node") } as const;
const described = { description: optional(string({ maxLength: 4096 })) } as const;

/** What a mapping says about one node. */
export const mapFields = {
  pci: {
    ...onNode,
    ...described,
    id: vendorAndDevice(),
    "subsystem-id": optional(vendorAndDevice()),
    iommugroup: optional(integer()),
    path: string({ pattern: `(?:${pciPath};)*${pciPath}` }),
  },
  usb: {
    ...onNode,
    ...described,
    id: vendorAndDevice(),
    path: optional(string({ pattern: "(?^:^(\\d+)\\-(\\d+(\\.\\d+)*)$)" })),
  },
  dir: { ...onNode, path: formatted("pve-storage-path-in-property-string") },
} as const satisfies Record<MappingKind, Fields>;

export type MapOf<Kind extends MappingKind> = ValuesOf<(typeof mapFields)[Kind]>;

/** What a mapping says about every node, in the order it was written. */
export const mapsOf = <Kind extends MappingKind>(kind: Kind, section: Section): MapOf<Kind>[] =>
  (section.settings.map as readonly string[]).map(
    (text) => parseProperties(mapFields[kind] as Fields, text) as MapOf<Kind>,
  );

export const mappingNamed = (cluster: Cluster, kind: MappingKind, id: string): Section | undefined =>
  cluster.state.table(mappingFiles[kind]).get(id);
