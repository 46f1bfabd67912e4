/** What a node keeps in files of its own: /etc/hosts, /etc/resolv.conf, its time zone, /etc/pve/nodes/<node>/config. */
import { createHash } from "node:crypto";
import type { Cluster } from "../cluster.ts";
import { nodes } from "../nodes/node.ts";
import { slice } from "../store/slice.ts";

export interface Resolver {
  readonly search?: string;
  readonly dns1?: string;
  readonly dns2?: string;
  readonly dns3?: string;
}

export interface HostSettings {
  readonly node: string;
  /** Text of /etc/hosts. */
  readonly hosts: string;
  readonly resolver: Resolver;
  /** `Europe/Vienna` */
  readonly timezone: string;
  /** Options of the node, as `PUT /nodes/{node}/config` takes them. */
  readonly config: Readonly<Record<string, string | number>>;
}

export const hostSettings = slice<HostSettings>("host");

/** The settings of a node; until they are changed, those of a fresh installation. */
export function settingsOf(cluster: Cluster, name: string): HostSettings {
  const changed = cluster.state.table(hostSettings).get(name);
  if (changed) return changed;
  const node = cluster.state.table(nodes).get(name);
  return {
    node: name,
    hosts: `127.0.0.1 localhost.localdomain localhost\n${node?.address ?? "127.0.1.1"} ${name}.lab.example ${name}\n`,
    resolver: { search: "lab.example", dns1: node?.gateway ?? "127.0.0.1" },
    timezone: "Etc/UTC",
    config: {},
  };
}

export function changeSettings(cluster: Cluster, node: string, change: Partial<Omit<HostSettings, "node">>): void {
  cluster.state.table(hostSettings).put(node, { ...settingsOf(cluster, node), ...change });
}

/** SHA-1 of a file, by which a client says what it has read. */
export const digestOf = (text: string): string => createHash("sha1").update(text).digest("hex");
