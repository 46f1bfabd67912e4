/** Services of a node, and what can be done to them. */
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { must, privileged } from "../../permission/rule.ts";
import { choice } from "../../schema/schema.ts";
import { essential, serviceNames, stateOf, stoppedKey, stoppedServices } from "../../services/service.ts";
import { say, takes } from "../../tasks/work.ts";

const auditor = must(privileged("/nodes/{node}", "Sys.Audit"));
const modifier = must(privileged("/nodes/{node}", "Sys.Modify"));
const service = choice(...serviceNames);

const listServices = endpoint({
  method: "GET",
  path: "/nodes/{node}/services",
  permission: auditor,
  run: ({ cluster, parameters: { node } }) => serviceNames.map((name) => stateOf(cluster, node, name)),
});

const serviceIndex = endpoint({
  method: "GET",
  path: "/nodes/{node}/services/{service}",
  permission: auditor,
  parameters: { service },
  run: () => ["state", "start", "stop", "restart", "reload"].map((subdir) => ({ subdir })),
});

const serviceState = endpoint({
  method: "GET",
  path: "/nodes/{node}/services/{service}/state",
  permission: auditor,
  parameters: { service },
  run: ({ cluster, parameters: { node, service: name } }) => stateOf(cluster, node, name),
});

const command = (word: "start" | "stop" | "restart" | "reload") =>
  endpoint({
    method: "POST",
    path: `/nodes/{node}/services/{service}/${word}`,
    permission: modifier,
    parameters: { service },
    task: `srv${word}`,
    taskId: ({ service: name }) => name,
    *run({ cluster, parameters: { node, service: name } }) {
      yield* say(`${word} service ${name}`);
      if (word === "stop" && essential.has(name)) {
        throw refusal(`invalid service cmd '${name} stop': refusing to stop essential service!`);
      }
      if (stateOf(cluster, node, name)["unit-state"] === "not-found") {
        const unit = `Unit ${name}.service not found.`;
        throw refusal(`command 'systemctl ${word} ${name}' failed: exit code 5 - ${unit}`);
      }
      yield* takes(1);
      const table = cluster.state.table(stoppedServices);
      const key = stoppedKey(node, name);
      if (word === "stop") table.put(key, { node, service: name });
      else if (word !== "reload") table.remove(key);
    },
  });

export const serviceEndpoints = [
  listServices,
  serviceIndex,
  serviceState,
  command("start"),
  command("stop"),
  command("restart"),
  command("reload"),
];
