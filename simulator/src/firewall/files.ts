/** The files in which firewalls are kept, by their path below /etc/pve. */
import type { Cluster } from "../cluster.ts";
import { slice } from "../store/slice.ts";
import type { FirewallConfig, RulePlace } from "./config.ts";
import { networkSets } from "./network-sets.ts";
import { printFirewallFile } from "./print-file.ts";
import { readFirewallFile } from "./read-file.ts";
import type { Scope } from "./scope.ts";

interface StoredFile {
  readonly text: string;
}

/** Texts of the files that are there. */
export const firewallFiles = slice<StoredFile>("firewall");

/** One firewall: whose it is, and its file. */
export interface Firewall {
  readonly place: Exclude<RulePlace, "group">;
  readonly path: string;
}

const folder = "/etc/pve/firewall";

export const clusterFirewall: Firewall = { place: "cluster", path: `${folder}/cluster.fw` };
export const nodeFirewall = (node: string): Firewall => ({ place: "host", path: `/etc/pve/nodes/${node}/host.fw` });
export const guestFirewall = (vmid: number, place: "vm" | "ct" = "vm"): Firewall => ({
  place,
  path: guestFile(vmid),
});

/** Of a virtual network. */
export const networkFirewall = (vnet: string): Firewall => ({
  place: "vnet",
  path: `/etc/pve/sdn/firewall/${vnet}.fw`,
});

const guestFile = (vmid: number): string => `${folder}/${vmid}.fw`;

/** What a firewall says, and what its rules may name. */
export function openFirewall(cluster: Cluster, firewall: Firewall): Scope {
  const reading = { now: cluster.clock.seconds(), networks: networkSets(cluster) };
  const read = ({ place, path }: Firewall, whole?: FirewallConfig) =>
    readFirewallFile(textOf(cluster, path), { ...reading, place, ...(whole && { cluster: whole }) });
  const { networks } = reading;
  const whole = read(clusterFirewall);
  return firewall.place === "cluster"
    ? { own: whole, networks }
    : { own: read(firewall, whole), cluster: whole, networks };
}

/** Keeps what a firewall says; one that says nothing has no file. */
export const saveFirewall = (cluster: Cluster, { path }: Firewall, config: FirewallConfig): void =>
  putText(cluster, path, printFirewallFile(config));

const textOf = (cluster: Cluster, path: string): string => cluster.state.table(firewallFiles).get(path)?.text ?? "";

function putText(cluster: Cluster, path: string, text: string): void {
  const table = cluster.state.table(firewallFiles);
  if (text === "") table.remove(path);
  else if (text !== table.get(path)?.text) table.put(path, { text });
}

/** A guest's firewall as a backup takes it; nothing where it has none. */
export const firewallText = (cluster: Cluster, vmid: number): string | undefined =>
  cluster.state.table(firewallFiles).get(guestFile(vmid))?.text;

export const putFirewallText = (cluster: Cluster, vmid: number, text: string): void =>
  putText(cluster, guestFile(vmid), text);

export const removeFirewall = (cluster: Cluster, vmid: number): void => putText(cluster, guestFile(vmid), "");

/** A clone's firewall is that of what it is cloned from, whatever its number had before. */
export const cloneFirewall = (cluster: Cluster, vmid: number, newid: number): void =>
  putText(cluster, guestFile(newid), firewallText(cluster, vmid) ?? "");
