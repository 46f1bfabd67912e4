/** The machines of a node, and the state of one. */
import { guests } from "../../guests/guest.ts";
import { snapshotOf } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { nodes } from "../../nodes/node.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { drivesOf, isCdrom } from "../../qemu/drives.ts";
import { machineOn } from "../../qemu/machine.ts";
import { current, listed } from "../../qemu/status.ts";
import { configId } from "../../schema/common.ts";
import { boolean, choice, optional } from "../../schema/schema.ts";
import { findVolume, storageNamed } from "../../storage/access.ts";
import { hasFeature } from "../../storage/features.ts";
import { splitVolid } from "../../storage/volume-name.ts";

export const list = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu",
  permission: everyone,
  parameters: { full: optional(boolean()) },
  run({ cluster, caller, parameters }) {
    return cluster.state
      .table(guests)
      .by("node", parameters.node)
      .filter((guest) => guest.kind === "qemu" && caller.can(`/vms/${guest.vmid}`, ["VM.Audit"]))
      .map((guest) => listed(cluster, guest));
  },
});

export const readStatus = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu/{vmid}/status/current",
  permission: must(privileged("/vms/{vmid}", "VM.Audit")),
  run: ({ cluster, parameters }) => current(cluster, machineOn(cluster, parameters)),
});

/** What can be done with a machine's disks, and on which nodes they are. */
export const feature = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu/{vmid}/feature",
  permission: must(privileged("/vms/{vmid}", "VM.Audit")),
  parameters: { feature: choice("snapshot", "clone", "copy"), snapname: optional(configId({ maxLength: 40 })) },
  run({ cluster, parameters: { feature, snapname: snapshot, ...at } }) {
    const guest = machineOn(cluster, at);
    const disks = drivesOf(snapshot === undefined ? guest.config : snapshotOf(guest, snapshot));
    const able = disks
      .filter(([, drive]) => !isCdrom(drive))
      .every(([, { file }]) => {
        const volume = findVolume(cluster, guest.node, file);
        return volume !== undefined && hasFeature(cluster, volume, feature, { snapshot });
      });
    const storages = disks.map(([, { file }]) => splitVolid(file)?.storage).filter((id) => id !== undefined);
    const seen = (node: string) =>
      storages.every((id) => {
        const { nodes: having, shared } = storageNamed(cluster, id);
        return having ? having.includes(node) : shared || node === guest.node;
      });
    const named = [...cluster.state.table(nodes).all()].map(({ name }) => name);
    return { hasFeature: able ? 1 : 0, nodes: named.filter(seen) };
  },
});
