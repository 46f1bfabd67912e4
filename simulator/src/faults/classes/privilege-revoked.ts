import { privileges } from "../../permission/privileges.ts";
import { choice, optional, string } from "../../schema/schema.ts";
import type { Condition } from "../fault-class.ts";

/** `from` is a user or a token; a user's tokens lose it with the user. Without a path it is gone everywhere. */
const parameters = {
  from: string({ pattern: "[^@!\\s]+@[^@!\\s]+(?:![^@!\\s]+)?" }),
  privilege: choice(...privileges),
  path: optional(string({ pattern: "/.*" })),
};

/** permission/caller.ts is told of it. */
export const privilegeRevoked: Condition<"privilege-revoked", typeof parameters> = {
  kind: "condition",
  name: "privilege-revoked",
  says: "a user or token has lost a privilege; root@pam itself cannot",
  parameters,
};
