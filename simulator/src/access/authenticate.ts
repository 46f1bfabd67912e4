/** Who sends a request: an API token, or a ticket with (unless it only reads) a CSRF token. */
import type { Cluster } from "../cluster.ts";
import { unauthorized } from "../kernel/error.ts";
import type { Credentials } from "../permission/caller.ts";
import { checkFormat } from "../schema/formats.ts";
import { tokens, users } from "./slices.ts";
import { isCsrfToken, ticketHolder } from "./tickets.ts";

export interface Presented {
  readonly method: string;
  readonly path: string;
  readonly cookie: string | undefined;
  readonly authorization: string | undefined;
  readonly csrfToken: string | undefined;
}

/** What may be called by somebody unknown. */
const open: ReadonlySet<string> = new Set([
  "GET /access/domains",
  "GET /access/ticket",
  "POST /access/ticket",
  "POST /access/vncticket",
  "POST /access/openid/login",
  "POST /access/openid/auth-url",
]);
const upload = /^\/nodes\/[^/]+\/storage\/[^/]+\/upload$/;

/** What takes a file. A ticket suffices there without a CSRF token: HTML forms cannot send the header. */
export const isUpload = (method: string, path: string): boolean => method === "POST" && upload.test(path);

/** @throws 401 */
export function authenticate(cluster: Cluster, presented: Presented): Credentials {
  const { method, path } = presented;
  const ticket = valueIn(presented.cookie, "PVEAuthCookie") || valueIn(presented.authorization, "PVEAuthCookie");
  const token = ticket ? undefined : valueIn(presented.authorization, "PVEAPIToken");
  if (path.startsWith("/access/") && open.has(`${method} ${path}`))
    return { id: undefined, kind: token ? "token" : "none" };
  if (ticket) return byTicket(cluster, presented, ticket);
  if (token) return byToken(cluster, token);
  throw unauthorized("No ticket");
}

/** @throws 401 when the user does not exist, is disabled or has expired */
export function checkUser(cluster: Cluster, userid: string): void {
  const user = cluster.state.table(users).get(userid);
  if (!user) throw unauthorized(`no such user ('${userid}')`);
  if (!user.enable) throw unauthorized(`user '${userid}' is disabled`);
  if (user.expire !== 0 && user.expire < cluster.clock.seconds()) throw unauthorized(`user '${userid}' access expired`);
}

function byTicket(cluster: Cluster, { method, path, csrfToken }: Presented, ticket: string): Credentials {
  const userid = ticketHolder(cluster, ticket);
  if (userid === undefined) throw unauthorized("permission denied - invalid PVE ticket");
  checkUser(cluster, userid);
  if (method !== "GET" && !isUpload(method, path) && !isCsrfToken(cluster, userid, csrfToken ?? "")) {
    throw unauthorized("Permission denied - invalid csrf token");
  }
  return { id: userid, kind: "ticket" };
}

function byToken(cluster: Cluster, text: string): Credentials {
  const { id, userid, tokenid, secret } = readToken(text);
  checkUser(cluster, userid);
  const token = cluster.state.table(tokens).get(id);
  if (!token) throw unauthorized(`no such token '${tokenid}' for user '${userid}'`);
  if (token.expire !== 0 && token.expire < cluster.clock.seconds())
    throw unauthorized(`token '${tokenid}' access expired`);
  if (token.secret !== secret) throw unauthorized("invalid token value!");
  return { id, kind: "token" };
}

interface ReadToken {
  /** `root@pam!token` */
  readonly id: string;
  readonly userid: string;
  readonly tokenid: string;
  readonly secret: string;
}

/** The last one that was read: a client sends the same one with each request. */
let lastRead: { readonly text: string; readonly token: ReadToken } | undefined;

/** @throws 401 when it is none */
function readToken(text: string): ReadToken {
  if (lastRead?.text === text) return lastRead.token;
  const [, id, secret = ""] = /^(.*)=(.*)$/.exec(text) ?? [];
  if (id === undefined) throw unauthorized("no tokenid specified");
  const [, userid = "", tokenid = ""] = /^(.+)!([^!]+)$/.exec(id) ?? [];
  if (checkFormat("pve-tokenid", id) !== undefined) {
    throw unauthorized(`'${id}' is not a valid token ID - not able to split into user and token parts`);
  }
  const token = { id, userid, tokenid, secret };
  lastRead = { text, token };
  return token;
}

/** `PVEAuthCookie=…` in a cookie, `PVEAPIToken=…` in a header. */
const shapes = {
  PVEAuthCookie: /(?:^|\s)PVEAuthCookie(?:=| )([^;]*)/,
  PVEAPIToken: /(?:^|\s)PVEAPIToken(?:=| )([^;]*)/,
};

function valueIn(header: string | undefined, name: keyof typeof shapes): string | undefined {
  if (!header) return undefined;
  const found = shapes[name].exec(header)?.[1];
  if (!found?.includes("%")) return found;
  try {
    return decodeURIComponent(found);
  } catch {
    return found;
  }
}
