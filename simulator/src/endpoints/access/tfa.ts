/** Second factors: nobody has any. */
import { userNamed } from "../../access/users.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { PveError } from "../../kernel/error.ts";
import { everyone, must, overUser, self, some } from "../../permission/rule.ts";
import { boolean, optional, string } from "../../schema/schema.ts";

const permission = must(some(self, overUser(["User.Modify", "Sys.Audit"])));

export const listFactors = endpoint({
  method: "GET",
  path: "/access/tfa",
  permission: everyone,
  run: () => [],
});

export const listUserFactors = endpoint({
  method: "GET",
  path: "/access/tfa/{userid}",
  permission,
  run: () => [],
});

export const readFactor = endpoint({
  method: "GET",
  path: "/access/tfa/{userid}/{id}",
  permission,
  parameters: { id: string() },
  run({ parameters: { id } }) {
    throw new PveError(404, `No such tfa entry '${id}'`);
  },
});

export const readFactorTypes = endpoint({
  method: "GET",
  path: "/access/users/{userid}/tfa",
  permission,
  parameters: { multiple: optional(boolean(), false) },
  run: ({ parameters: { multiple } }) => (multiple ? { user: [] } : {}),
});

/** Answers whether the user was locked out. */
export const unlockFactors = endpoint({
  method: "PUT",
  path: "/access/users/{userid}/unlock-tfa",
  permission: must(overUser(["User.Modify"])),
  run({ cluster, parameters: { userid } }) {
    userNamed(cluster, userid);
    return 0;
  },
});
