import type { Construct } from "constructs";
import { Resource, type ResourceBinding, type ResourceOptions } from "../resource.ts";
import {
  block,
  blocks,
  bool,
  type Config,
  list,
  number,
  optional,
  optionalOrComputed,
  required,
  string,
} from "../schema.ts";
import { proxmox } from "./provider.ts";

/**
 * Defaults named here are the provider's own (0.111); the constructs write what they rely on. Left out on purpose:
 * `mount_point` (a change replaces the container), `device_passthrough` and every feature but nesting (a token may not
 * set them), `pool_id` (a change replaces the container).
 */
const containerTable = {
  /** Shown in Proxmox's interface, as Markdown. */
  description: optional(string),
  /** Lower case and sorted: Proxmox stores them so, and another order would be a difference for ever. */
  tags: optional(list(string)),
  /** A changed one replaces the container. */
  nodeName: required(string),
  /** A changed one replaces the container. */
  vmId: optionalOrComputed(number),
  /** Proxmox refuses to remove the container and its disks. @default false */
  protection: optional(bool),
  /** Whether root inside is nobody on the host; a changed one replaces the container. @default false */
  unprivileged: optional(bool),

  /** Read when the container is made; each change replaces it. */
  operatingSystem: block({
    /** Volume such as `local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst`. */
    templateFileId: required(string),
    /** Such as `debian`. @default "unmanaged" */
    type: optional(string),
  }),
  cpu: block({ cores: optional(number) }),
  /** MiB. */
  memory: block({ dedicated: optional(number), swap: optional(number) }),
  /** The root file system. Size in GiB; a smaller one, or another storage, replaces the container. */
  disk: block({ datastoreId: optional(string), size: optional(number) }),
  features: block({ nesting: optional(bool) }),
  /** Interfaces in order, each with the `ipConfig` of the same place. */
  networkInterface: blocks({
    name: required(string),
    bridge: optional(string),
    firewall: optional(bool),
    macAddress: optionalOrComputed(string),
    vlanId: optional(number),
  }),
  initialization: block({
    hostname: optional(string),
    dns: block({ domain: optional(string), servers: optional(list(string)) }),
    /** `address` with prefix length. */
    ipConfig: blocks({ ipv4: block({ address: optional(string), gateway: optional(string) }) }),
    /** Root's keys, written when the container is made; each change replaces it. */
    userAccount: block({ keys: optional(list(string)) }),
  }),

  /** Whether it runs. @default true */
  started: optional(bool),
  /** Started with its node. @default true */
  startOnBoot: optional(bool),
  /** Delays in seconds. */
  startup: block({ order: optional(number), upDelay: optional(number), downDelay: optional(number) }),
  /** Seconds that a removal waits for a clean shutdown before it pulls the plug. @default 60 */
  timeoutDelete: optional(number),
} as const;

export type ContainerConfig = Config<typeof containerTable> & ResourceOptions;

/** A container of Proxmox. */
export class LinuxContainer extends Resource<typeof containerTable> {
  static readonly binding: ResourceBinding<typeof containerTable> = {
    type: "proxmox_virtual_environment_container",
    provider: proxmox,
    table: containerTable,
  };

  constructor(scope: Construct, id: string, config: ContainerConfig) {
    super(scope, id, LinuxContainer.binding, config);
  }

  /** Its number in Proxmox. */
  get vmId(): number {
    return this.getNumberAttribute("vm_id");
  }

  /** Its number as text; unknown while a plan replaces the container, which makes what uses it follow. */
  get id(): string {
    return this.getStringAttribute("id");
  }
}
