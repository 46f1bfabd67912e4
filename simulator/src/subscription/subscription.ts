/** The subscription of a node. Source: PVE::API2::Subscription. */
import { createHash } from "node:crypto";
import type { Cluster } from "../cluster.ts";
import { nodes } from "../nodes/node.ts";
import { slice } from "../store/slice.ts";

export interface Subscription {
  readonly node: string;
  /** `pve2c-0123456789` */
  readonly key: string;
  /** Seconds since 1970. */
  readonly since: number;
  readonly checked: number;
}

export const subscriptions = slice<Subscription>("subscriptions");

const levels = { c: "Community", b: "Basic", s: "Standard", p: "Premium" } as const;

/** CPU sockets and level that a key is for. */
export function partsOf(key: string): { readonly sockets: number; readonly level: keyof typeof levels } {
  const [, sockets = "1", level = "c"] = /^pve([1248])([cbsp])-/.exec(key) ?? [];
  return { sockets: Number(sockets), level: level as keyof typeof levels };
}

/** Letter of the level that a node has, empty for none. */
export function levelOf(cluster: Cluster, node: string): string {
  const held = cluster.state.table(subscriptions).get(node);
  return held ? partsOf(held.key).level : "";
}

const year = 365 * 86_400;
const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);

/** As the API shows it; the key only to who may audit the node. */
export function shownSubscription(cluster: Cluster, node: string, all: boolean) {
  const serverid = createHash("md5").update(node).digest("hex").toUpperCase();
  const url = "https://www.proxmox.com/en/proxmox-virtual-environment/pricing";
  const held = cluster.state.table(subscriptions).get(node);
  const sockets = cluster.state.table(nodes).get(node)?.sockets ?? 1;
  if (!held) {
    return { status: "notfound", message: "There is no subscription key", ...(all && { serverid, sockets }), url };
  }
  const parts = partsOf(held.key);
  const facts = {
    status: "active",
    level: parts.level,
    productname: `Proxmox VE ${levels[parts.level]} Subscription ${parts.sockets} CPU${parts.sockets > 1 ? "s" : ""}/year`,
    url,
  };
  if (!all) return facts;
  return {
    ...facts,
    key: held.key,
    serverid,
    sockets,
    regdate: `${day(held.since)} 00:00:00`,
    nextduedate: day(held.since + year),
    checktime: held.checked,
  };
}
