/** Shows the page at `GET /`, where a real Proxmox has its interface. It leaves no trace: no line in the journal, no tick of the clock. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cluster } from "../cluster.ts";
import { contentPolicy, page } from "./page.ts";
import { readView } from "./view.ts";

/** @returns whether the request was one for the page, and is answered */
export function showFace(cluster: Cluster, request: IncomingMessage, response: ServerResponse): boolean {
  const [path, query = ""] = (request.url ?? "").split(/\?(.*)/s);
  if (request.method !== "GET" || path !== "/") return false;
  const { status, type, text } = isNear(request)
    ? { ...page(cluster, readView(query)), type: "text/html;charset=UTF-8" }
    : { status: 403, type: "text/plain;charset=UTF-8", text: far };
  response.writeHead(status, {
    "Cache-Control": "no-store",
    "Content-Length": Buffer.byteLength(text),
    "Content-Security-Policy": contentPolicy,
    "Content-Type": type,
    "Referrer-Policy": "no-referrer",
    Server: "pve-api-daemon/3.0",
    "X-Content-Type-Options": "nosniff",
  });
  response.end(text);
  return true;
}

const far =
  "this page is shown on the simulator's own machine alone, by the name localhost or an address of the loopback\n";

/**
 * Whether somebody on this machine asks, and by a name of this machine: a page without a login is not to be had through a proxy, nor
 * by a site whose name leads here.
 */
export function isNear({ socket, headers }: Pick<IncomingMessage, "socket" | "headers">): boolean {
  const address = socket.remoteAddress ?? "";
  const host = (headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
  return loopback.test(address) && (host === "localhost" || loopback.test(host));
}

const loopback = /^(::ffff:)?127(\.\d{1,3}){3}$|^\[?::1\]?$/;
