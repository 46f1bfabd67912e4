/** Logging in with a password. */
import { checkUser } from "../../access/authenticate.ts";
import { users } from "../../access/slices.ts";
import { issueCsrfToken, issueTicket, ticketHolder } from "../../access/tickets.ts";
import { type Cluster, factsOf } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { unauthorized } from "../../kernel/error.ts";
import { effectivePrivileges } from "../../permission/effective.ts";
import { world } from "../../permission/rule.ts";
import { boolean, formatted, optional, string } from "../../schema/schema.ts";

/** Areas whose privileges a user interface asks for. */
const areas = {
  access: "/access",
  dc: "/",
  mapping: "/mapping",
  nodes: "/nodes",
  sdn: "/sdn",
  storage: "/storage",
  vms: "/vms",
};

export const login = endpoint({
  method: "POST",
  path: "/access/ticket",
  permission: world,
  tokens: false,
  parameters: {
    username: string({ maxLength: 64 }),
    password: string(),
    realm: optional(formatted("pve-realm", { maxLength: 32 })),
    otp: optional(string()),
    path: optional(string({ maxLength: 64 })),
    privs: optional(formatted("pve-priv-list", { maxLength: 64 })),
    "new-format": optional(boolean(), true),
    "tfa-challenge": optional(string()),
  },
  without: "second factors",
  run({ cluster, parameters }) {
    const userid =
      parameters.realm && !parameters.username.includes("@")
        ? `${parameters.username}@${parameters.realm}`
        : parameters.username;
    if (!passes(cluster, userid, parameters.password)) throw unauthorized("authentication failure");
    const { name } = factsOf(cluster);
    return {
      username: userid,
      ticket: issueTicket(cluster, userid),
      CSRFPreventionToken: issueCsrfToken(cluster, userid),
      cap: capabilities(cluster, userid),
      ...(name && { clustername: name }),
    };
  },
});

/** A ticket that is still good may stand in for the password, to be renewed. */
function passes(cluster: Cluster, userid: string, password: string): boolean {
  try {
    checkUser(cluster, userid);
  } catch {
    return false;
  }
  const known = cluster.state.table(users).get(userid)?.password;
  return (known !== undefined && known === password) || ticketHolder(cluster, password) === userid;
}

function capabilities(cluster: Cluster, userid: string): Record<string, Record<string, 1>> {
  return Object.fromEntries(
    Object.entries(areas).map(([area, path]) => [
      area,
      Object.fromEntries(
        [...effectivePrivileges(cluster.state, userid, path).keys()].map((privilege) => [privilege, 1 as const]),
      ),
    ]),
  );
}
