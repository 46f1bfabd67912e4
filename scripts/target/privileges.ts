import type { Guest } from "../../model/lab.ts";

/** A privilege that must be there, on which path, and for whose sake. */
export interface Need {
  readonly privilege: string;
  readonly path: string;
  readonly reason: string;
}

/** What managing any guest takes, whatever it is made of; each with what the constructs do with it. */
const everyGuest: readonly (readonly [privilege: string, path: (guest: Guest) => string, reason: string])[] = [
  ["VM.Audit", template, "read the template"],
  ["VM.Clone", template, "clone the template"],
  ["VM.Allocate", machine, "create and destroy the machine"],
  ["VM.Audit", machine, "read the machine"],
  ["VM.Config.CPU", machine, "cores and CPU type"],
  ["VM.Config.Memory", machine, "memory"],
  ["VM.Config.Disk", machine, "disk size and disk options"],
  ["VM.Config.CDROM", machine, "the cloud-init drive"],
  ["VM.Config.Cloudinit", machine, "cloud-init"],
  ["VM.Config.Network", machine, "network card and address"],
  ["VM.Config.HWType", machine, "machine type, SCSI controller and serial console"],
  ["VM.Config.Options", machine, "name, tags, agent, protection and start at boot"],
  ["VM.PowerMgmt", machine, "start and stop"],
  ["VM.Migrate", machine, "move it to another node"],
  ["Datastore.AllocateSpace", ({ storage }) => `/storage/${storage.name}`, "the disks"],
  ["Datastore.Audit", ({ storage }) => `/storage/${storage.name}`, "the size of the disks"],
  ["SDN.Use", bridge, "the network card's bridge"],
];

/**
 * What the stacks of these guests ask of the token, each need once. From Proxmox's own checks: the permissions of its API
 * description, and what its code checks beside them (`check_vm_modify_config_perm`, `check_vnet_access`,
 * `check_volume_access`).
 *
 * @param major major version of Proxmox VE at the target; the agent's privilege got its own name in 9
 */
export function neededPrivileges(guests: readonly Guest[], major: number): Need[] {
  const needs = guests.flatMap((guest) => [...ofGuest(guest), ...ofAgent(guest, major), ...ofUserData(guest)]);
  const everywhere = { privilege: "Sys.Audit", path: "/", reason: "know which cluster this is" };
  return [...new Map([everywhere, ...needs].map((need) => [`${need.path} ${need.privilege}`, need])).values()];
}

function ofGuest(guest: Guest): Need[] {
  return everyGuest.map(([privilege, path, what]) => ({
    privilege,
    path: path(guest),
    reason: `${guest.name}: ${what}`,
  }));
}

function ofAgent(guest: Guest, major: number): Need[] {
  if (!guest.image.guarantees.agent) return [];
  const privilege = major >= 9 ? "VM.GuestAgent.Audit" : "VM.Monitor";
  return [{ privilege, path: machine(guest), reason: `${guest.name}: ask the agent for the address` }];
}

/** A snippet is nobody's volume: only who may allocate on the whole storage may use and delete it. */
function ofUserData({ name, userData }: Guest): Need[] {
  if (!userData) return [];
  return [
    {
      privilege: "Datastore.Allocate",
      path: `/storage/${userData.storage.name}`,
      reason: `${name}: user data as a snippet`,
    },
  ];
}

function template({ release }: Guest): string {
  return `/vms/${release.template.id}`;
}

function machine({ id }: Guest): string {
  return `/vms/${id}`;
}

/** Bridges that are not of the SDN count as the zone `localnetwork`; a VLAN is a path of its own below its bridge. */
function bridge({ network }: Guest): string {
  const path = `/sdn/zones/localnetwork/${network.bridge}`;
  return network.vlan ? `${path}/${network.vlan}` : path;
}
