/** Services of a node, as systemd keeps them. Source: PVE::API2::Services. */
import type { Cluster } from "../cluster.ts";
import { slice } from "../store/slice.ts";

/** A service that does not do what it does after boot. */
export interface Stopped {
  readonly node: string;
  readonly service: string;
}

export const stoppedServices = slice<Stopped, "node">("services", { node: (one) => one.node });

interface Known {
  readonly description: string;
  /** What it is after boot. Default: running. */
  readonly state?: "not-found" | "dead";
}

export const services = {
  chrony: { description: "chrony, an NTP client/server" },
  corosync: { description: "Corosync Cluster Engine" },
  cron: { description: "Regular background program processing daemon" },
  ksmtuned: { description: "Kernel Samepage Merging (KSM) Tuning Daemon" },
  lxcfs: { description: "FUSE filesystem for LXC" },
  postfix: { description: "Postfix Mail Transport Agent (main/default instance)" },
  "proxmox-firewall": { description: "Proxmox nftables firewall" },
  "pve-cluster": { description: "The Proxmox VE cluster filesystem" },
  "pve-firewall": { description: "Proxmox VE firewall" },
  "pve-ha-crm": { description: "PVE Cluster HA Resource Manager Daemon" },
  "pve-ha-lrm": { description: "PVE Local HA Resource Manager Daemon" },
  "pve-lxc-syscalld": { description: "Proxmox VE LXC Syscall Daemon" },
  pvedaemon: { description: "PVE API Daemon" },
  "pvefw-logger": { description: "Proxmox VE firewall logger" },
  pveproxy: { description: "PVE API Proxy Server" },
  pvescheduler: { description: "Proxmox VE scheduler" },
  pvestatd: { description: "PVE Status Daemon" },
  qmeventd: { description: "PVE Qemu Event Daemon" },
  spiceproxy: { description: "PVE SPICE Proxy Server" },
  sshd: { description: "OpenBSD Secure Shell server" },
  syslog: { description: "syslog.service", state: "not-found" },
  "systemd-journald": { description: "Journal Service" },
  "systemd-timesyncd": { description: "systemd-timesyncd.service", state: "not-found" },
} as const satisfies Readonly<Record<string, Known>>;

export type ServiceName = keyof typeof services;
export const serviceNames = Object.keys(services) as readonly ServiceName[];

/** Without these nobody could start them again. */
export const essential: ReadonlySet<string> = new Set(["pveproxy", "pvedaemon", "pve-cluster"]);

export const stoppedKey = (node: string, service: string): string => `${node} ${service}`;

export function stateOf(cluster: Cluster, node: string, service: ServiceName) {
  const known: Known = services[service];
  const isStopped = cluster.state.table(stoppedServices).has(stoppedKey(node, service));
  const state = known.state !== undefined || isStopped ? "dead" : "running";
  return {
    service,
    name: service,
    desc: known.description,
    state,
    "active-state": state === "running" ? "active" : "inactive",
    "unit-state": known.state === "not-found" ? "not-found" : "enabled",
  };
}
