/** Changing a password. */
import { checkUser } from "../../access/authenticate.ts";
import { isPassword, realmOf, setPassword, userNamed } from "../../access/users.ts";
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { forbidden, invalidParameters, refusal } from "../../kernel/error.ts";
import type { Caller } from "../../permission/caller.ts";
import { allocatesUser, every, must, overUser, self, some } from "../../permission/rule.ts";
import { userId } from "../../schema/common.ts";
import { optional, string } from "../../schema/schema.ts";

export const changePassword = endpoint({
  method: "PUT",
  path: "/access/password",
  permission: must(some(self, every(allocatesUser, overUser(["User.Modify"])))),
  tokens: false,
  parameters: {
    userid: userId(),
    password: string({ minLength: 8, maxLength: 64 }),
    "confirmation-password": optional(string({ minLength: 5, maxLength: 64 })),
  },
  run({ cluster, caller, parameters }) {
    const { userid, password } = parameters;
    userNamed(cluster, userid);
    if (!caller.isRoot) demandConfirmation(cluster, caller, userid, parameters["confirmation-password"]);
    setPassword(cluster, userid, password);
    return null;
  },
});

/** Whoever is not root tells the own password again, and leaves root and the users of the system alone. */
function demandConfirmation(cluster: Cluster, caller: Caller, userid: string, confirmation: string | undefined): void {
  if (userid === "root@pam") throw forbidden();
  if (confirmation === undefined) {
    throw invalidParameters({ "confirmation-password": "password is required to modify user" });
  }
  if (!isPassword(cluster, caller.user, confirmation)) throw refusal("invalid credentials");
  if (caller.id === userid) checkUser(cluster, userid);
  else if (realmOf(userid) === "pam") throw forbidden();
}
