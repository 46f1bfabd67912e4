/** What stands in the way of moving a machine, asked before it is tried. Source: PVE::API2::Qemu, migrate_vm_precondition. */
import type { Cluster } from "../../cluster.ts";
import type { Guest } from "../../guests/guest.ts";
import { isRunning } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { nodes } from "../../nodes/node.ts";
import { must, privileged } from "../../permission/rule.ts";
import { drivesOf, isCdrom } from "../../qemu/drives.ts";
import { machineOn } from "../../qemu/machine.ts";
import { node } from "../../schema/common.ts";
import { optional } from "../../schema/schema.ts";
import { findVolume, isOnNode, storageNamed } from "../../storage/access.ts";
import { splitVolid } from "../../storage/volume-name.ts";

export const conditions = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu/{vmid}/migrate",
  permission: must(privileged("/vms/{vmid}", "VM.Migrate")),
  parameters: { target: optional(node()) },
  without: "devices that a mapping names on another node, and rules of high availability",
  run({ cluster, parameters }) {
    const guest = machineOn(cluster, parameters);
    const others = [...cluster.state.table(nodes).all()].map(({ name }) => name).filter((name) => name !== guest.node);
    const lacking = new Map(others.map((name) => [name, storagesLackingOn(cluster, guest, name)]));
    const barred = [...lacking].filter(([, missing]) => missing.length > 0);
    return {
      running: isRunning(guest) ? 1 : 0,
      "has-dbus-vmstate": 1,
      allowed_nodes: others.filter((name) => lacking.get(name)?.length === 0),
      not_allowed_nodes: Object.fromEntries(barred.map(([name, missing]) => [name, { unavailable_storages: missing }])),
      local_disks: localDisks(cluster, guest),
      local_resources: Object.keys(guest.config).filter((name) => isLocalDevice(name, String(guest.config[name]))),
      ...mappedDevices(guest),
    };
  },
});

/** Drives with a volume, by name; empty CD-ROMs have none. */
const drivesWithVolume = ({ config }: Guest) =>
  drivesOf(config, { unused: true }).flatMap(([name, drive]) => {
    const storage = splitVolid(drive.file)?.storage;
    return storage === undefined ? [] : [{ name, drive, storage }];
  });

function storagesLackingOn(cluster: Cluster, guest: Guest, target: string): string[] {
  const used = new Set(drivesWithVolume(guest).map(({ storage }) => storage));
  return [...used].filter((id) => !isOnNode(storageNamed(cluster, id), target)).sort();
}

const localDisks = (cluster: Cluster, guest: Guest) =>
  drivesWithVolume(guest)
    .filter(({ storage }) => !storageNamed(cluster, storage).shared)
    .map(({ name, drive }) => ({
      volid: drive.file,
      drivename: name,
      size: findVolume(cluster, guest.node, drive.file)?.size ?? 0,
      cdrom: isCdrom(drive) ? 1 : 0,
      is_unused: name.startsWith("unused") ? 1 : 0,
    }));

const isDevice = (name: string): boolean => /^(usb|hostpci)\d+$/.test(name);
const isMapped = (value: string): boolean => /(^|,)mapping=/.test(value);

/** Devices of the host that stay behind. */
const isLocalDevice = (name: string, value: string): boolean =>
  (isDevice(name) && !isMapped(value) && !/^(host=)?spice\b/.test(value)) ||
  (/^serial\d+$/.test(name) && value !== "socket") ||
  /^parallel\d+$/.test(name);

function mappedDevices({ config }: Guest) {
  const mapped = Object.entries(config).filter(([name, value]) => isDevice(name) && isMapped(String(value)));
  return {
    "mapped-resources": mapped.map(([name]) => name).sort(),
    "mapped-resource-info": Object.fromEntries(
      mapped.map(([name, value]) => [name, { name: /(?:^|,)mapping=([^,]*)/.exec(String(value))?.[1] }]),
    ),
  };
}
