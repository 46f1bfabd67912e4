/** Logging in with a password, renewing a ticket, and asking what its holder may do. */
import { checkUser } from "../../access/authenticate.ts";
import { capabilities } from "../../access/capabilities.ts";
import { issueCsrfToken, issueTicket, ticketHolder } from "../../access/tickets.ts";
import { isPassword, spelledAsStored } from "../../access/users.ts";
import { type Cluster, factsOf } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { PveError, unauthorized } from "../../kernel/error.ts";
import { effectivePrivileges, normalizedPath } from "../../permission/effective.ts";
import { world } from "../../permission/rule.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, formatted, optional, string } from "../../schema/schema.ts";

export const loginPage = endpoint({
  method: "GET",
  path: "/access/ticket",
  permission: world,
  run: () => null,
});

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
    path: optional(string({ maxLength: 64, requires: "privs" })),
    privs: optional(formatted("pve-priv-list", { maxLength: 64, requires: "path" })),
    "new-format": optional(boolean(), true),
    "tfa-challenge": optional(string()),
  },
  without: "second factors; directories of LDAP and OpenID realms",
  run({ cluster, parameters: { username, realm, password, path, privs } }) {
    const userid = spelledAsStored(cluster, realm ? `${username}@${realm}` : username);
    const answer = secretly(() => {
      checkUser(cluster, userid);
      if (!path || !privs) return newTicket(cluster, userid, password);
      demandAccess(cluster, userid, password);
      demandPrivileges(cluster, userid, path, privs);
      return { username: userid };
    });
    const { name } = factsOf(cluster);
    const mayName = name !== "" && effectivePrivileges(cluster.state, userid, "/").has("Sys.Audit");
    return { ...answer, cap: capabilities(cluster, userid), ...(mayName && { clustername: name }) };
  },
});

/** Every failure sounds alike, so that nobody learns which users there are. */
function secretly<T>(attempt: () => T): T {
  try {
    return attempt();
  } catch (error) {
    throw error instanceof PveError ? unauthorized("authentication failure") : error;
  }
}

/** A ticket of root@pam that is still good makes one for anybody. */
function newTicket(cluster: Cluster, userid: string, password: string): Record<string, string> {
  if (ticketHolder(cluster, password) !== "root@pam") demandAccess(cluster, userid, password);
  return {
    username: userid,
    ticket: issueTicket(cluster, userid),
    CSRFPreventionToken: issueCsrfToken(cluster, userid),
  };
}

/** The password, or a ticket of the user that is still good. */
function demandAccess(cluster: Cluster, userid: string, password: string): void {
  if (ticketHolder(cluster, password) !== userid && !isPassword(cluster, userid, password)) {
    throw unauthorized("authentication failure");
  }
}

function demandPrivileges(cluster: Cluster, userid: string, path: string, privileges: string): void {
  const place = normalizedPath(path);
  const held = place === undefined ? undefined : effectivePrivileges(cluster.state, userid, place);
  if (!held || !splitList(privileges).every((privilege) => held.has(privilege))) {
    throw unauthorized("authentication failure");
  }
}
