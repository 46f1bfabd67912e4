/** What there is below a task. */
import { endpoint } from "../../kernel/endpoint.ts";
import { everyone } from "../../permission/rule.ts";

export const taskDirectory = endpoint({
  method: "GET",
  path: "/nodes/{node}/tasks/{upid}",
  permission: everyone,
  run: () => ["log", "status"].map((name) => ({ name })),
});
