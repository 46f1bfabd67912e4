import type { Construct } from "constructs";
import { Resource, type ResourceBinding, type ResourceOptions } from "../resource.ts";
import { blocks, type Config, list, optional, required, string } from "../schema.ts";
import { proxmox } from "./provider.ts";

export const nodeDnsTable = {
  nodeName: required(string),
  /** Search domain. */
  domain: required(string),
  /** At most three. */
  servers: optional(list(string)),
} as const;

export const nodeHostsTable = {
  nodeName: required(string),
  /** The whole file, line by line; what else stands in it goes. */
  entry: blocks({ address: required(string), hostnames: required(list(string)) }),
} as const;

export const nodeTimeTable = {
  nodeName: required(string),
  /** Such as `Europe/Berlin`. */
  timeZone: required(string),
} as const;

/** Whom a node asks for names. */
export class NodeDns extends Resource<typeof nodeDnsTable> {
  static readonly binding: ResourceBinding<typeof nodeDnsTable> = {
    type: "proxmox_virtual_environment_dns",
    provider: proxmox,
    table: nodeDnsTable,
  };

  constructor(scope: Construct, id: string, config: Config<typeof nodeDnsTable> & ResourceOptions) {
    super(scope, id, NodeDns.binding, config);
  }
}

/** Names that a node knows by itself: its /etc/hosts. */
export class NodeHosts extends Resource<typeof nodeHostsTable> {
  static readonly binding: ResourceBinding<typeof nodeHostsTable> = {
    type: "proxmox_virtual_environment_hosts",
    provider: proxmox,
    table: nodeHostsTable,
  };

  constructor(scope: Construct, id: string, config: Config<typeof nodeHostsTable> & ResourceOptions) {
    super(scope, id, NodeHosts.binding, config);
  }
}

/** The time zone of a node. */
export class NodeTime extends Resource<typeof nodeTimeTable> {
  static readonly binding: ResourceBinding<typeof nodeTimeTable> = {
    type: "proxmox_virtual_environment_time",
    provider: proxmox,
    table: nodeTimeTable,
  };

  constructor(scope: Construct, id: string, config: Config<typeof nodeTimeTable> & ResourceOptions) {
    super(scope, id, NodeTime.binding, config);
  }
}
