/** What there is at the root of the API: the whole of it begins here, for clients that ask for `/` to see whether they are let in. */
import { endpoint } from "../kernel/endpoint.ts";
import { everyone } from "../permission/rule.ts";

const below = ["version", "cluster", "nodes", "storage", "access", "pools"];

export const directory = endpoint({
  method: "GET",
  path: "/",
  permission: everyone,
  run: () => below.map((subdir) => ({ subdir })),
});
