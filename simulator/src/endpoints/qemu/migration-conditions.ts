/** What stands in the way of moving a machine, asked before it is tried. Source: PVE::API2::Qemu, migrate_vm_precondition. */
import type { Cluster } from "../../cluster.ts";
import type { Guest } from "../../guests/guest.ts";
import { demandUnlocked, isRunning } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { nodes } from "../../nodes/node.ts";
import { must, privileged } from "../../permission/rule.ts";
import { drivesOf } from "../../qemu/drives.ts";
import { machineOn } from "../../qemu/machine.ts";
import { volumeUses } from "../../qemu/volume-uses.ts";
import { node } from "../../schema/common.ts";
import { optional } from "../../schema/schema.ts";
import { isOnNode, storageNamed } from "../../storage/access.ts";
import { splitVolid } from "../../storage/volume-name.ts";

export const conditions = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu/{vmid}/migrate",
  permission: must(privileged("/vms/{vmid}", "VM.Migrate")),
  parameters: { target: optional(node()) },
  without: "devices that a mapping names on another node, and rules of high availability",
  run({ cluster, parameters }) {
    const guest = machineOn(cluster, parameters);
    demandUnlocked(guest);
    const others = [...cluster.state.table(nodes).all()].map(({ name }) => name).filter((name) => name !== guest.node);
    const lacking = others.map((name) => [name, storagesLackingOn(cluster, guest, name)] as const);
    return {
      running: isRunning(guest) ? 1 : 0,
      "has-dbus-vmstate": 1,
      allowed_nodes: lacking.filter(([, missing]) => missing.length === 0).map(([name]) => name),
      // Every other node stands here, one that is allowed with nothing against it.
      not_allowed_nodes: Object.fromEntries(
        lacking.map(([name, missing]) => [name, missing.length > 0 ? { unavailable_storages: missing } : {}]),
      ),
      local_disks: localDisks(cluster, guest),
      local_resources: Object.keys(guest.config).filter((name) => isLocalDevice(name, String(guest.config[name]))),
      ...mappedDevices(guest),
    };
  },
});

/** Storages of disks in use that a node does not have; one that is disabled, no node has. */
function storagesLackingOn(cluster: Cluster, { config }: Guest, target: string): string[] {
  const used = drivesOf(config).flatMap(([, { file }]) => splitVolid(file)?.storage ?? []);
  const lacks = (id: string) => {
    const storage = storageNamed(cluster, id);
    return storage.disabled || !isOnNode(storage, target);
  };
  return [...new Set(used)].filter(lacks).sort();
}

/** What would have to be copied: all that a machine names, unless its storage is the same everywhere. */
const localDisks = (cluster: Cluster, guest: Guest) =>
  volumeUses(guest).filter(({ volid, shared, cdrom }) => {
    const storage = splitVolid(volid)?.storage;
    if (storage !== undefined && storageNamed(cluster, storage).shared) return false;
    return !shared && !(cdrom && volid === "none");
  });

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
