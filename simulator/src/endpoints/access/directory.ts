/** What there is below /access. */
import { endpoint } from "../../kernel/endpoint.ts";
import { everyone } from "../../permission/rule.ts";

const below = ["users", "groups", "roles", "acl", "domains", "openid", "tfa", "ticket", "password"];

export const accessDirectory = endpoint({
  method: "GET",
  path: "/access",
  permission: everyone,
  run: () => below.map((subdir) => ({ subdir })),
});

export const openidDirectory = endpoint({
  method: "GET",
  path: "/access/openid",
  permission: everyone,
  run: () => ["auth-url", "login"].map((subdir) => ({ subdir })),
});
