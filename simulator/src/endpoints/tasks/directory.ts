/** What there is below a task. */
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters } from "../../kernel/error.ts";
import { everyone } from "../../permission/rule.ts";
import { parseUpid } from "../../tasks/upid.ts";

export const taskDirectory = endpoint({
  method: "GET",
  path: "/nodes/{node}/tasks/{upid}",
  permission: everyone,
  run({ parameters: { upid } }) {
    if (!parseUpid(upid)) throw invalidParameters({ upid: "unable to parse worker upid" });
    return ["log", "status"].map((name) => ({ name }));
  },
});
