import { Token } from "cdktf";
import { Construct } from "constructs";
import type { Distribution, Feature, Startup } from "../model/container.ts";
import { expression, literal } from "../providers/hcl.ts";
import { type ContainerConfig, LinuxContainer } from "../providers/proxmox/container.ts";
import { PoolMembership } from "../providers/proxmox/pool-membership.ts";
import { keptByAdopted, withoutUnread } from "./adopted.ts";
import type { Networking } from "./persona-vm.ts";
import { RootStep } from "./root-step.ts";

export interface LxcServiceProps {
  /** DNS label: the container's hostname, and its name in Proxmox. */
  readonly name: string;
  /** Number in Proxmox (CTID). */
  readonly id: number;
  /** File that describes it, named to whoever meets the container in Proxmox's interface. */
  readonly file: string;
  /** Site it belongs to. */
  readonly site: string;
  /** Archive it is made from. A changed one replaces the container, unless it was adopted. */
  readonly template: { readonly volume: string; readonly distribution: Distribution };
  readonly node: string;
  /** Storage of its root file system. */
  readonly storage: string;
  /** Bridge of its network interface, such as `vmbr0`. */
  readonly bridge: string;
  readonly cores: number;
  /** Bytes, a whole number of MiB. */
  readonly memory: number;
  /** Bytes, a whole number of MiB. */
  readonly swap: number;
  /** Root file system, bytes, a whole number of GiB. */
  readonly disk: number;
  readonly networking: Networking;
  readonly dns: { readonly domain: string; readonly servers: readonly string[] };
  /** Public keys that may log in as root, one `ssh-ed25519 …` line each. */
  readonly keys: readonly string[];
  readonly unprivileged: boolean;
  readonly features: readonly Feature[];
  readonly startup: Startup;
  /** Whether an adopted container's order of starts is decided here; else it stays as the host has it. */
  readonly startupSaid: boolean;
  readonly onboot: boolean;
  /** Lower case. */
  readonly tags: readonly string[];
  /** Pool of Proxmox that shows it. @default none */
  readonly pool?: string | undefined;
  /** Whether OpenTofu and Proxmox both refuse to remove it. */
  readonly protect: boolean;
  /** Whether it was there before its file: it bears the tags of its file alone, and keeps what no file says. */
  readonly adopted: boolean;
  /** Digest of what root has to set before the first start. @default nothing: the container starts by itself */
  readonly rootStep?: string | undefined;
}

/** A container made from an OS template, as far as a token may make it; the rest is a named step of root's. */
export class LxcService extends Construct {
  /** Number of the container in Proxmox, known once it is there. */
  public readonly ctid: number;
  /** Static address, without prefix length. */
  public readonly ipv4: string;

  constructor(scope: Construct, id: string, props: LxcServiceProps) {
    super(scope, id);
    const container = new LinuxContainer(this, "Default", {
      ...identity(props),
      ...madeFrom(props),
      ...limits(props),
      ...network(props),
      ...power(props),
      ...guard(props),
    });
    this.ctid = container.vmId;
    this.ipv4 = props.networking.address;
    if (props.pool !== undefined) new PoolMembership(this, "pool", { poolId: props.pool, vmId: followed(container) });
    if (props.rootStep !== undefined)
      new RootStep(this, "root", { guest: props.name, site: props.site, container, settings: props.rootStep });
  }
}

/** The number by way of the id: it is unknown while the container is made anew, which takes it out of its pool. */
function followed(container: LinuxContainer): number {
  return Token.asNumber(expression(`tonumber(${container.fqn}.id)`));
}

function identity({ id, file, site, node, tags, adopted }: LxcServiceProps) {
  // Who made it, for which site: what a person filters by in Proxmox's own interface.
  const marks = adopted ? [] : ["strata", site];
  return {
    vmId: id,
    nodeName: node,
    tags: [...new Set([...tags, ...marks])].sort(),
    description: `Managed by Strata: ${file}. Edits by hand are drift.`,
  } satisfies Partial<ContainerConfig>;
}

function madeFrom({ template, storage, disk, unprivileged, features }: LxcServiceProps) {
  return {
    operatingSystem: { templateFileId: template.volume, type: template.distribution },
    disk: { datastoreId: storage, size: disk / 2 ** 30 },
    unprivileged,
    ...(features.includes("nesting") && { features: { nesting: true } }),
  } satisfies Partial<ContainerConfig>;
}

function limits({ cores, memory, swap, adopted }: LxcServiceProps) {
  const limited = {
    cpu: { cores },
    memory: { dedicated: memory / 2 ** 20, swap: swap / 2 ** 20 },
  } satisfies Partial<ContainerConfig>;
  return adopted ? withoutUnread(limited) : limited;
}

function network({ name, bridge, networking, dns, keys }: LxcServiceProps) {
  const { mac, address, prefix, gateway, vlan } = networking;
  return {
    networkInterface: [{ name: "eth0", bridge, macAddress: mac, vlanId: vlan, firewall: false }],
    initialization: {
      hostname: name,
      dns: { domain: dns.domain, servers: dns.servers.length > 0 ? dns.servers : undefined },
      ipConfig: [{ ipv4: { address: `${address}/${prefix}`, gateway } }],
      userAccount: { keys: keys.map(literal) },
    },
  } satisfies Partial<ContainerConfig>;
}

function power({ onboot, startup: { order, up, down }, rootStep }: LxcServiceProps) {
  return {
    // What root has to set comes before the first start, so its step starts the container.
    started: rootStep === undefined,
    startOnBoot: onboot,
    startup: { order, upDelay: up, downDelay: down },
    timeoutDelete: down + 30,
  } satisfies Partial<ContainerConfig>;
}

function guard({ protect, adopted, startupSaid, rootStep }: LxcServiceProps) {
  const kept = adopted ? [...keptByAdopted, ...(startupSaid ? [] : ["startup"])] : [];
  const ignoreChanges = [...new Set([...(rootStep === undefined ? [] : setByRoot), ...kept])];
  const lifecycle = { ...(protect && { preventDestroy: true }), ...(ignoreChanges.length > 0 && { ignoreChanges }) };
  return {
    protection: protect,
    ...(Object.keys(lifecycle).length > 0 && { lifecycle }),
  } satisfies Partial<ContainerConfig>;
}

/** What the root step decides; the provider would take it away again, by replacing the container or in vain. */
const setByRoot = ["started", "features", "mount_point", "device_passthrough", "idmap"];
