/** Tickets and CSRF tokens: signed texts, valid for two hours, as PVE::Ticket makes them (with HMAC here instead of RSA). */
import { createHmac, timingSafeEqual } from "node:crypto";
import { type Cluster, factsOf } from "../cluster.ts";

/** Seconds that a ticket is good for. */
const lifetime = 2 * 60 * 60;
/** Seconds that a console's ticket is good for. */
const consoleLifetime = 40;
/** Seconds by which a ticket may come from the future. */
const grace = 300;

const hex = (seconds: number): string => seconds.toString(16).toUpperCase().padStart(8, "0");

function signature(cluster: Cluster, text: string): string {
  return createHmac("sha256", factsOf(cluster).secret).update(text).digest("base64").replace(/=+$/, "");
}

function isFresh(cluster: Cluster, stamp: string, seconds = lifetime): boolean {
  const age = cluster.clock.seconds() - Number.parseInt(stamp, 16);
  return age > -grace && age < seconds;
}

function equal(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** `PVE:root@pam:65ABCDEF::signature` */
export function issueTicket(cluster: Cluster, userid: string): string {
  const plain = `PVE:${userid}:${hex(cluster.clock.seconds())}`;
  return `${plain}::${signature(cluster, plain)}`;
}

/** The user a ticket was issued to; undefined when it is forged or too old. */
export function ticketHolder(cluster: Cluster, ticket: string): string | undefined {
  const [, plain = "", userid, stamp = "", signed = ""] = /^(PVE:([^:]+):([0-9A-F]{8}))::(.+)$/.exec(ticket) ?? [];
  return equal(signed, signature(cluster, plain)) && isFresh(cluster, stamp) ? userid : undefined;
}

/** `PVEVNC:65ABCDEF::signature`, for one who may see the console of a path such as `/vms/100`. */
export function issueConsoleTicket(cluster: Cluster, authid: string, path: string): string {
  const plain = `PVEVNC:${hex(cluster.clock.seconds())}`;
  return `${plain}::${signature(cluster, `${plain}:${authid}:${path}`)}`;
}

export function isConsoleTicket(cluster: Cluster, ticket: string, authid: string, path: string): boolean {
  const [, plain = "", stamp = "", signed = ""] = /^(PVEVNC:([0-9A-F]{8}))::(.+)$/.exec(ticket) ?? [];
  return equal(signed, signature(cluster, `${plain}:${authid}:${path}`)) && isFresh(cluster, stamp, consoleLifetime);
}

export function issueCsrfToken(cluster: Cluster, userid: string): string {
  const stamp = hex(cluster.clock.seconds());
  return `${stamp}:${signature(cluster, `${stamp}:${userid}`)}`;
}

export function isCsrfToken(cluster: Cluster, userid: string, token: string): boolean {
  const [, stamp = "", signed = ""] = /^([0-9A-F]{8}):(\S+)$/.exec(token) ?? [];
  return equal(signed, signature(cluster, `${stamp}:${userid}`)) && isFresh(cluster, stamp);
}
