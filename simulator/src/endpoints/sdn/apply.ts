/** The configuration as a whole: what there is, who may change it, and making it run on every node. */
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { reloadNetwork } from "../../network/reload.ts";
import { nodes, unknownNode } from "../../nodes/node.ts";
import { must, privileged } from "../../permission/rule.ts";
import { node as nodeName } from "../../schema/common.ts";
import { boolean, optional } from "../../schema/schema.ts";
import { commitConfig, configured, entriesOf, rollbackConfig, runningSections } from "../../sdn/config.ts";
import { dryRun } from "../../sdn/interfaces-file.ts";
import { changing, lockToken, releaseLock, takeLock } from "../../sdn/lock.ts";
import { pendingEntries } from "../../sdn/pending.ts";
import { beginTask } from "../../tasks/child.ts";
import { say } from "../../tasks/work.ts";

const allocates = must(privileged("/sdn", "SDN.Allocate"));
/** Whoever proves to hold the lock gives it back by the way, unless it says otherwise. */
const held = { "lock-token": lockToken(), "release-lock": optional(boolean(), true) };

export const sdnDirectory = endpoint({
  method: "GET",
  path: "/cluster/sdn",
  permission: must(privileged("/sdn", "SDN.Audit")),
  run: () => ["vnets", "zones", "controllers", "ipams", "dns", "fabrics"].map((id) => ({ id })),
});

export const fabricsDirectory = endpoint({
  method: "GET",
  path: "/cluster/sdn/fabrics",
  permission: must(privileged("/sdn/fabrics", "SDN.Audit")),
  additional: true,
  run: () => ["fabric", "node", "all"].map((subdir) => ({ subdir })),
});

export const applySdn = endpoint({
  method: "PUT",
  path: "/cluster/sdn",
  permission: allocates,
  parameters: held,
  task: "reloadnetworkall",
  *run({ cluster, caller, parameters: { "lock-token": token, "release-lock": release } }) {
    const routed = isRouted(cluster);
    changing(cluster, "could not commit SDN config", token, () => {
      commitConfig(cluster);
      if (token !== undefined && release) releaseLock(cluster);
    });
    const routes = Number(routed || isRouted(cluster));
    for (const { name, online } of [...cluster.state.table(nodes).all()]) {
      yield* say(`${name}: reloading network config`);
      if (online) reloadOn(cluster, name, caller.id ?? "");
      else yield* say(`command 'pvesh set /nodes/${name}/network --regenerate-frr ${routes}' failed: exit code 255`);
    }
  },
});

/** Whether something runs that FRR is configured for. */
const isRouted = (cluster: Cluster): boolean =>
  runningSections(cluster, "controllers").length + runningSections(cluster, "fabrics").length > 0;

/** Begins a task of the node's own; nobody waits for it. */
function reloadOn(cluster: Cluster, node: string, user: string): void {
  beginTask(cluster, { node, type: "srvreload", id: "networking", user }, reloadNetwork(cluster, node));
}

/** Whether something would change if all were applied; fabrics are not looked at. */
const hasPending = (cluster: Cluster): boolean =>
  (["zones", "vnets", "subnets", "controllers"] as const).some((part) =>
    Object.values(pendingEntries(entriesOf(runningSections(cluster, part)), entriesOf(configured(cluster, part)))).some(
      ({ state }) => state !== undefined,
    ),
  );

export const lockSdn = endpoint({
  method: "POST",
  path: "/cluster/sdn/lock",
  permission: allocates,
  parameters: { "allow-pending": optional(boolean()) },
  run: ({ cluster, parameters }) =>
    changing(cluster, "could not acquire lock for SDN config", undefined, () => {
      if (!parameters["allow-pending"] && hasPending(cluster)) throw refusal("configuration has pending changes");
      return takeLock(cluster);
    }),
});

export const unlockSdn = endpoint({
  method: "DELETE",
  path: "/cluster/sdn/lock",
  permission: allocates,
  parameters: { force: optional(boolean()), "lock-token": lockToken() },
  run({ cluster, parameters: { force, "lock-token": token } }) {
    if (force) releaseLock(cluster);
    else changing(cluster, "could not release lock", token, () => releaseLock(cluster));
    return null;
  },
});

export const rollbackSdn = endpoint({
  method: "POST",
  path: "/cluster/sdn/rollback",
  permission: allocates,
  parameters: held,
  run({ cluster, parameters: { "lock-token": token, "release-lock": release } }) {
    changing(cluster, "could not rollback SDN configuration", token, () => {
      rollbackConfig(cluster);
      if (token !== undefined && release) releaseLock(cluster);
    });
    return null;
  },
});

export const dryRunSdn = endpoint({
  method: "GET",
  path: "/cluster/sdn/dry-run",
  permission: must(privileged("/nodes/{node}", "Sys.Audit")),
  parameters: { node: nodeName() },
  without: "the configuration of FRR",
  run({ cluster, parameters: { node } }) {
    if (!cluster.state.table(nodes).has(node)) throw unknownNode(node);
    return { "frr-diff": null, "interfaces-diff": dryRun(cluster, node) ?? null };
  },
});
