/** Packages and their updates. */
import { availableUpdates, isPackage, packageLists, packageVersions } from "../../apt/packages.ts";
import { filesOf } from "../../apt/repositories.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { boolean, optional, string } from "../../schema/schema.ts";
import { say, takes } from "../../tasks/work.ts";

const modifier = must(privileged("/nodes/{node}", "Sys.Modify"));

export const aptIndex = endpoint({
  method: "GET",
  path: "/nodes/{node}/apt",
  permission: everyone,
  run: () => ["changelog", "repositories", "update", "versions"].map((id) => ({ id })),
});

export const listVersions = endpoint({
  method: "GET",
  path: "/nodes/{node}/apt/versions",
  permission: must(privileged("/nodes/{node}", "Sys.Audit")),
  run: packageVersions,
});

export const listUpdates = endpoint({
  method: "GET",
  path: "/nodes/{node}/apt/update",
  permission: modifier,
  run: ({ cluster, parameters }) => availableUpdates(cluster, parameters.node),
});

export const fetchLists = endpoint({
  method: "POST",
  path: "/nodes/{node}/apt/update",
  permission: modifier,
  parameters: { notify: optional(boolean(), false), quiet: optional(boolean(), false) },
  task: "aptupdate",
  taskId: () => "",
  without: "fetching anything: one update is always there",
  *run({ cluster, parameters: { node } }) {
    yield* say("starting apt-get update");
    for (const { repositories } of filesOf(cluster, node)) {
      for (const { uris, suites, enabled } of repositories.filter((one) => one.enabled)) {
        if (enabled) yield* say(`Hit: ${uris[0]} ${suites[0]} InRelease`);
      }
    }
    yield* takes(3);
    cluster.state.table(packageLists).put(node, { node, fetched: cluster.clock.seconds() });
  },
});

export const readChangelog = endpoint({
  method: "GET",
  path: "/nodes/{node}/apt/changelog",
  permission: modifier,
  parameters: { name: string({ pattern: "(?^:[a-z0-9][-+.a-z0-9:]+)" }), version: optional(string()) },
  without: "the changes themselves",
  run({ parameters: { name, version = "" } }) {
    if (!isPackage(name)) throw refusal(`Package '${name}' not found`);
    return `${name} (${version}) trixie; urgency=medium\n\n  * simulated\n`;
  },
});
