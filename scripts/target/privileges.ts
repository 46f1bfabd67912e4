import type { Container } from "../../model/container.ts";
import type { Guest, Machine } from "../../model/lab.ts";

/** A privilege that must be there, on which path, and for whose sake. */
export interface Need {
  readonly privilege: string;
  readonly path: string;
  readonly reason: string;
}

/** A privilege, the path it is needed on, and what the constructs do with it. */
type Row<G> = readonly [privilege: string, path: (guest: G) => string, reason: string];

/** What managing any guest takes, whatever it is. */
const everyGuest: readonly Row<Guest>[] = [
  ["VM.Audit", itself, "read it"],
  ["VM.Allocate", itself, "create and destroy it"],
  ["VM.Config.CPU", itself, "cores"],
  ["VM.Config.Memory", itself, "memory"],
  ["VM.Config.Disk", itself, "disk size and disk options"],
  ["VM.Config.Network", itself, "network card and address"],
  ["VM.Config.Options", itself, "name, tags, protection and start at boot"],
  ["VM.PowerMgmt", itself, "start and stop"],
  ["Datastore.AllocateSpace", ({ storage }) => `/storage/${storage.name}`, "the disks"],
  ["Datastore.Audit", ({ storage }) => `/storage/${storage.name}`, "the size of the disks"],
  ["SDN.Use", bridge, "the network card's bridge"],
];

/** What a virtual machine takes beside. */
const everyMachine: readonly Row<Machine>[] = [
  ["VM.Audit", template, "read the template"],
  ["VM.Clone", template, "clone the template"],
  ["VM.Config.CDROM", itself, "the cloud-init drive"],
  ["VM.Config.Cloudinit", itself, "cloud-init"],
  ["VM.Config.HWType", itself, "machine type, SCSI controller and serial console"],
  ["VM.Migrate", itself, "move it to another node"],
];

/** What a container takes beside. */
const everyContainer: readonly Row<Container>[] = [
  ["Datastore.Audit", ({ os }) => `/storage/${os.storage}`, "use the OS template"],
];

/**
 * What the stacks of these guests ask of the token, each need once. From Proxmox's own checks: the permissions of its API
 * description, and what its code checks beside them (`check_vm_modify_config_perm`, `check_ct_modify_config_perm`,
 * `check_vnet_access`, `check_volume_access`).
 *
 * @param major major version of Proxmox VE at the target; the agent's privilege got its own name in 9
 */
export function neededPrivileges(guests: readonly Guest[], major: number): Need[] {
  const needs = guests.flatMap((guest) => [
    ...(guest.kind === "lxc" ? ofContainer(guest) : ofMachine(guest, major)),
    ...needsOf(everyGuest, guest),
  ]);
  const everywhere = { privilege: "Sys.Audit", path: "/", reason: "know which cluster this is" };
  return [...new Map([everywhere, ...needs].map((need) => [`${need.path} ${need.privilege}`, need])).values()];
}

function needsOf<G extends Guest>(rows: readonly Row<G>[], guest: G): Need[] {
  return rows.map(([privilege, path, what]) => ({ privilege, path: path(guest), reason: `${guest.name}: ${what}` }));
}

function ofMachine(guest: Machine, major: number): Need[] {
  return [...needsOf(everyMachine, guest), ...ofAgent(guest, major), ...ofUserData(guest)];
}

function ofContainer(guest: Container): Need[] {
  const { name, pool, unprivileged } = guest;
  return [
    ...needsOf(everyContainer, guest),
    ...(pool ? [{ privilege: "Pool.Allocate", path: `/pool/${pool}`, reason: `${name}: be shown in its pool` }] : []),
    ...(unprivileged ? [] : [{ privilege: "Sys.Modify", path: "/", reason: `${name}: its root is root on the node` }]),
  ];
}

function ofAgent(guest: Machine, major: number): Need[] {
  if (!guest.image.guarantees.agent) return [];
  const privilege = major >= 9 ? "VM.GuestAgent.Audit" : "VM.Monitor";
  return [{ privilege, path: itself(guest), reason: `${guest.name}: ask the agent for the address` }];
}

/** A snippet is nobody's volume: only who may allocate on the whole storage may use and delete it. */
function ofUserData({ name, userData }: Machine): Need[] {
  if (!userData) return [];
  return [
    {
      privilege: "Datastore.Allocate",
      path: `/storage/${userData.storage.name}`,
      reason: `${name}: user data as a snippet`,
    },
  ];
}

function template({ release }: Machine): string {
  return `/vms/${release.template.id}`;
}

function itself({ id }: Guest): string {
  return `/vms/${id}`;
}

/** Bridges that are not of the SDN count as the zone `localnetwork`; a VLAN is a path of its own below its bridge. */
function bridge({ network }: Guest): string {
  const path = `/sdn/zones/localnetwork/${network.bridge}`;
  return network.vlan ? `${path}/${network.vlan}` : path;
}
