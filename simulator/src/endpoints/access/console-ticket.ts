/** Whether a console's ticket is good: the nodes of a cluster ask each other. */
import { isConsoleTicket } from "../../access/tickets.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { unauthorized } from "../../kernel/error.ts";
import { effectivePrivileges, normalizedPath } from "../../permission/effective.ts";
import { world } from "../../permission/rule.ts";
import { splitList } from "../../schema/formats.ts";
import { formatted, integer, optional, string } from "../../schema/schema.ts";

export const verifyConsoleTicket = endpoint({
  method: "POST",
  path: "/access/vncticket",
  permission: world,
  tokens: false,
  parameters: {
    authid: string({ maxLength: 64 }),
    vncticket: string(),
    path: string({ maxLength: 64 }),
    privs: formatted("pve-priv-list", { maxLength: 64 }),
    port: optional(integer()),
  },
  run({ cluster, parameters: { authid, vncticket, path, privs } }) {
    const place = normalizedPath(path);
    const held = place === undefined ? undefined : effectivePrivileges(cluster.state, authid, place);
    const may = held !== undefined && splitList(privs).every((privilege) => held.has(privilege));
    if (!may || !isConsoleTicket(cluster, vncticket, authid, path)) throw unauthorized("authentication failure");
    return null;
  },
});
