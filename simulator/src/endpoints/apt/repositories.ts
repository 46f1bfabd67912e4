/** Package repositories. */
import { addStandard, shownRepositories, turn } from "../../apt/repositories.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { must, privileged } from "../../permission/rule.ts";
import { boolean, integer, optional, string } from "../../schema/schema.ts";

const modifier = must(privileged("/nodes/{node}", "Sys.Modify"));
const digest = optional(string({ maxLength: 80 }));

export const readRepositories = endpoint({
  method: "GET",
  path: "/nodes/{node}/apt/repositories",
  permission: must(privileged("/nodes/{node}", "Sys.Audit")),
  run: ({ cluster, parameters }) => shownRepositories(cluster, parameters.node),
});

export const addRepository = endpoint({
  method: "PUT",
  path: "/nodes/{node}/apt/repositories",
  permission: modifier,
  parameters: { handle: string(), digest },
  run({ cluster, parameters: { node, handle, digest: seen } }) {
    addStandard(cluster, node, handle, seen);
    return null;
  },
});

export const changeRepository = endpoint({
  method: "POST",
  path: "/nodes/{node}/apt/repositories",
  permission: modifier,
  parameters: { path: string(), index: integer(), enabled: optional(boolean()), digest },
  run({ cluster, parameters: { node, ...change } }) {
    turn(cluster, node, change);
    return null;
  },
});
