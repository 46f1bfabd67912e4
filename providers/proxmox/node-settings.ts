import { blocks, list, optional, required, string } from "../schema.ts";
import { resourceOf } from "./resource-of.ts";

const nodeDnsTable = {
  nodeName: required(string),
  /** Search domain. */
  domain: required(string),
  /** At most three. */
  servers: optional(list(string)),
} as const;

const nodeHostsTable = {
  nodeName: required(string),
  /** The whole file, line by line; what else stands in it goes. */
  entry: blocks({ address: required(string), hostnames: required(list(string)) }),
} as const;

const nodeTimeTable = {
  nodeName: required(string),
  /** Such as `Europe/Berlin`. */
  timeZone: required(string),
} as const;

/** Whom a node asks for names. */
export class NodeDns extends resourceOf("proxmox_virtual_environment_dns", nodeDnsTable) {}

/** Names that a node knows by itself: its /etc/hosts. */
export class NodeHosts extends resourceOf("proxmox_virtual_environment_hosts", nodeHostsTable) {}

/** The time zone of a node. */
export class NodeTime extends resourceOf("proxmox_virtual_environment_time", nodeTimeTable) {}
