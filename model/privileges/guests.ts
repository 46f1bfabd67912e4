import type { Container } from "../container.ts";
import type { Guest, Machine } from "../lab.ts";
import { type Need, needsOf, type Row } from "./need.ts";

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

const everyMachine: readonly Row<Machine>[] = [
  ["VM.Audit", template, "read the template"],
  ["VM.Clone", template, "clone the template"],
  ["VM.Config.CDROM", itself, "the cloud-init drive"],
  ["VM.Config.Cloudinit", itself, "cloud-init"],
  ["VM.Config.HWType", itself, "machine type, SCSI controller and serial console"],
  ["VM.Backup", itself, "a fresh backup before a rebuild"],
];

const everyContainer: readonly Row<Container>[] = [
  ["Datastore.Audit", ({ os }) => `/storage/${os.storage}`, "use the OS template"],
];

/** A snippet is nobody's volume: only who may allocate on the whole storage may use and delete it. */
const snippet: readonly Row<NonNullable<Machine["userData"]>>[] = [
  ["Datastore.Allocate", ({ storage }) => `/storage/${storage.name}`, "user data as a snippet"],
];

const pooled: readonly Row<string>[] = [["Pool.Allocate", (pool) => `/pool/${pool}`, "be shown in its pool"]];

/** Its root is root on the node, so Proxmox asks for a right over the node. */
const privileged: readonly Row<Container>[] = [["Sys.Modify", () => "/", "its root is root on the node"]];

/**
 * What the stack of a guest asks of the token.
 *
 * @param major major version of Proxmox VE at the target; the agent's privilege got its own name in 9
 */
export function guestNeeds(guest: Guest, major: number): Need[] {
  const own = guest.kind === "lxc" ? ofContainer(guest) : ofMachine(guest, major);
  return [...own, ...needsOf(everyGuest, guest, guest.name)];
}

function ofMachine(guest: Machine, major: number): Need[] {
  const { name, image, userData } = guest;
  const agent = major >= 9 ? "VM.GuestAgent.Audit" : "VM.Monitor";
  return [
    ...needsOf(everyMachine, guest, name),
    ...(image.guarantees.agent ? needsOf([[agent, itself, "ask the agent for the address"]], guest, name) : []),
    ...(userData ? needsOf(snippet, userData, name) : []),
  ];
}

function ofContainer(guest: Container): Need[] {
  const { name, pool, unprivileged } = guest;
  return [
    ...needsOf(everyContainer, guest, name),
    ...(pool === undefined ? [] : needsOf(pooled, pool, name)),
    ...(unprivileged ? [] : needsOf(privileged, guest, name)),
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
