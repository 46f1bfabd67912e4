/** API tokens of a user. */
import { type Token, tokens } from "../../access/slices.ts";
import { filled, locked } from "../../access/user-config.ts";
import { removeToken, userNamed } from "../../access/users.ts";
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { must, overUser, self, some } from "../../permission/rule.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, formatted, integer, optional, string } from "../../schema/schema.ts";

const permission = must(some(self, overUser(["User.Modify"])));

const tokenFields = {
  comment: optional(string()),
  expire: optional(integer({ minimum: 0 })),
  privsep: optional(boolean()),
};

/** As Proxmox tells of a token; its secret is told once, when it is made. */
export const tokenFacts = ({ expire, privsep, comment }: Token) => ({
  expire,
  privsep: privsep ? 1 : 0,
  ...filled({ comment }),
});

export const listTokens = endpoint({
  method: "GET",
  path: "/access/users/{userid}/token",
  permission,
  run({ cluster, parameters: { userid } }) {
    userNamed(cluster, userid);
    const own = cluster.state.table(tokens).by("user", userid);
    return own.map((token) => ({ tokenid: token.tokenid, ...tokenFacts(token) }));
  },
});

export const readToken = endpoint({
  method: "GET",
  path: "/access/users/{userid}/token/{tokenid}",
  permission,
  run: ({ cluster, parameters: { userid, tokenid } }) => tokenFacts(tokenNamed(cluster, userid, tokenid)),
});

export const createToken = endpoint({
  method: "POST",
  path: "/access/users/{userid}/token/{tokenid}",
  permission,
  parameters: tokenFields,
  run({ cluster, parameters: { userid, tokenid, comment, expire, privsep } }) {
    userNamed(cluster, userid);
    const id = `${userid}!${tokenid}`;
    const table = cluster.state.table(tokens);
    if (table.has(id)) throw invalidParameters({ tokenid: "Token already exists." });
    const secret = cluster.random.uuid();
    const told = filled({ comment });
    table.put(id, { id, userid, tokenid, secret, privsep: privsep ?? true, expire: expire ?? 0, ...told });
    // What was sent comes back as the text it was sent as; the default is a number.
    const info = {
      ...told,
      ...(expire !== undefined && { expire: String(expire) }),
      privsep: privsep === undefined ? 1 : privsep ? "1" : "0",
    };
    return { "full-tokenid": id, info, value: secret };
  },
});

export const updateToken = endpoint({
  method: "PUT",
  path: "/access/users/{userid}/token/{tokenid}",
  permission,
  parameters: { ...tokenFields, delete: optional(formatted("pve-configid-list")) },
  run({ cluster, parameters: { userid, tokenid, delete: unset = "", ...given } }) {
    const token = tokenNamed(cluster, userid, tokenid);
    return locked("updating token info failed", () => {
      const unknown = splitList(unset).find((option) => option !== "comment");
      if (unknown !== undefined) throw invalidParameters({ delete: `unknown option '${unknown}'` });
      const { expire = token.expire, privsep = token.privsep } = given;
      const { comment: before, ...rest } = token;
      const comment = unset === "" ? (given.comment ?? before) : undefined;
      const changed = { ...rest, expire, privsep, ...filled({ comment }) };
      cluster.state.table(tokens).put(token.id, changed);
      return tokenFacts(changed);
    });
  },
});

export const deleteToken = endpoint({
  method: "DELETE",
  path: "/access/users/{userid}/token/{tokenid}",
  permission,
  run({ cluster, parameters: { userid, tokenid } }) {
    removeToken(cluster, tokenNamed(cluster, userid, tokenid).id);
    return null;
  },
});

/** @throws 500 when there is no such user or token */
function tokenNamed(cluster: Cluster, userid: string, tokenid: string): Token {
  userNamed(cluster, userid);
  const token = cluster.state.table(tokens).get(`${userid}!${tokenid}`);
  if (!token) throw refusal(`no such token '${tokenid}' for user '${userid}'`);
  return token;
}
