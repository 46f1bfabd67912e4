/** The subscription of a node. */
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { nodes } from "../../nodes/node.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { boolean, optional, string } from "../../schema/schema.ts";
import { partsOf, shownSubscription, subscriptions } from "../../subscription/subscription.ts";

const modifier = must(privileged("/nodes/{node}", "Sys.Modify"));
const without = "asking Proxmox: every well-formed key counts as bought";

const read = endpoint({
  method: "GET",
  path: "/nodes/{node}/subscription",
  permission: everyone,
  run: ({ cluster, caller, parameters: { node } }) =>
    shownSubscription(cluster, node, caller.can(`/nodes/${node}`, ["Sys.Audit"])),
});

const set = endpoint({
  method: "PUT",
  path: "/nodes/{node}/subscription",
  permission: modifier,
  parameters: { key: string({ maxLength: 32, pattern: "\\s*pve([1248])([cbsp])-[0-9a-f]{10}\\s*" }) },
  without,
  run({ cluster, parameters: { node, key } }) {
    const sockets = cluster.state.table(nodes).get(node)?.sockets ?? 1;
    const covered = partsOf(key.trim()).sockets;
    if (covered < sockets) throw refusal(`wrong number of sockets (${covered} < ${sockets})`);
    const now = cluster.clock.seconds();
    cluster.state.table(subscriptions).put(node, { node, key: key.trim(), since: now, checked: now });
    return null;
  },
});

const check = endpoint({
  method: "POST",
  path: "/nodes/{node}/subscription",
  permission: modifier,
  parameters: { force: optional(boolean(), false) },
  without,
  run({ cluster, parameters: { node } }) {
    const held = cluster.state.table(subscriptions).get(node);
    if (held) cluster.state.table(subscriptions).put(node, { ...held, checked: cluster.clock.seconds() });
    return null;
  },
});

const remove = endpoint({
  method: "DELETE",
  path: "/nodes/{node}/subscription",
  permission: modifier,
  run({ cluster, parameters: { node } }) {
    cluster.state.table(subscriptions).remove(node);
    return null;
  },
});

export const subscription = [read, set, check, remove];
