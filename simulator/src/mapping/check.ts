/** Whether what a mapping says about a node is so. Source: assert_valid of PVE::Mapping::PCI, USB and Dir. */
import type { Cluster } from "../cluster.ts";
import { nodeFolders, type PciDevice, pciDevices, usbDevices } from "../hardware/devices.ts";
import { refusal } from "../kernel/error.ts";
import { parseProperties } from "../schema/property-string.ts";
import { storages } from "../storage/slices.ts";
import { type MapOf, mapFields } from "./mapping.ts";

/** The first difference between what is said and what is there. */
export function pciFault(cluster: Cluster, name: string, map: MapOf<"pci">, mdev: boolean): string | undefined {
  for (const [index, part] of map.path.split(";").entries()) {
    const path = /\.[a-f0-9]/i.test(part) ? part : `${part}.0`;
    const device = cluster.state.table(pciDevices).get(`${map.node} ${path}`);
    if (!device) return `pci device '${path}' not found`;
    const said = { id: map.id, iommugroup: map.iommugroup, mdev: Number(mdev), "subsystem-id": map["subsystem-id"] };
    const fault = differenceOf(name, path, said, factsOf(device), index > 0);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

type Facts = Readonly<Record<"id" | "iommugroup" | "mdev" | "subsystem-id", string | number | undefined>>;

const factsOf = (device: PciDevice): Facts => ({
  id: hex(`${device.vendor}:${device.device}`),
  iommugroup: device.iommugroup,
  mdev: Number(device.mdev ?? false),
  "subsystem-id":
    device.subsystemVendor === undefined || device.subsystemDevice === undefined
      ? undefined
      : hex(`${device.subsystemVendor}:${device.subsystemDevice}`),
});

const hex = (text: string) => text.replaceAll("0x", "");

function differenceOf(name: string, path: string, said: Facts, found: Facts, isFurther: boolean): string | undefined {
  for (const property of ["id", "iommugroup", "mdev", "subsystem-id"] as const) {
    if (property === "iommugroup" && isFurther) continue;
    const [configured, expected] = [said[property], found[property]];
    if (configured === undefined && expected === undefined) continue;
    if (configured === undefined) return `missing expected property '${property}' for device '${path}'`;
    if (expected === undefined) return `unexpected property '${property}' configured for device '${path}'`;
    if (String(configured) !== String(expected)) {
      return `'${property}' does not match for '${name}' (${expected} != ${configured})`;
    }
  }
  return undefined;
}

export function usbFault(cluster: Cluster, name: string, map: MapOf<"usb">): string | undefined {
  const devices = cluster.state.table(usbDevices).by("node", map.node);
  if (map.path === undefined) {
    const found = devices.some(({ vendid, prodid }) => `${vendid}:${prodid}` === map.id);
    return found ? undefined : `usb device '${map.id}' not found`;
  }
  const device = devices.find(({ busnum, usbpath }) => usbpath !== undefined && `${busnum}-${usbpath}` === map.path);
  if (!device) return `usb device '${map.path}' not found`;
  const real = `${device.vendid}:${device.prodid}`;
  return real === map.id ? undefined : `'id' does not match for '${name}' (${real} != ${map.id})`;
}

/** Folders of every Proxmox node. */
const usualFolders = ["/etc", "/home", "/mnt", "/opt", "/root", "/srv", "/tmp", "/var", "/var/lib", "/var/lib/vz"];

export function folderFault(cluster: Cluster, { node, path }: MapOf<"dir">): string | undefined {
  const own = cluster.state.table(nodeFolders).by("node", node);
  const stored = [...cluster.state.table(storages).all()].map(({ options }) => options.path);
  const there = [...usualFolders, ...own.map((folder) => folder.path), ...stored].includes(
    path.replace(/(.)\/+$/, "$1"),
  );
  return there ? undefined : `Path ${path} does not exist`;
}

/** @throws 500 for a folder that this node lacks, or a node that is named twice */
export function demandFolders(cluster: Cluster, maps: readonly string[], local: string): void {
  const counts = new Map<string, number>();
  for (const text of maps) {
    const map = parseProperties(mapFields.dir, text);
    const fault = map.node === local ? folderFault(cluster, map) : undefined;
    if (fault !== undefined) throw refusal(fault);
    counts.set(map.node, (counts.get(map.node) ?? 0) + 1);
  }
  for (const [node, count] of counts) {
    if (count > 1) throw refusal(`Node '${node}' is specified ${count} times.`);
  }
}
