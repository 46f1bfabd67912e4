/** How the HA manager sees the cluster. */
import { guests } from "../../guests/guest.ts";
import { haResources, resourceId } from "../../ha/config.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { localNode, nodes } from "../../nodes/node.ts";
import { isQuorate } from "../../nodes/quorum.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";

const auditor = must(privileged("/", "Sys.Audit"));

export const haIndex = endpoint({
  method: "GET",
  path: "/cluster/ha",
  permission: auditor,
  run: () => ["status", "resources", "groups", "rules"].map((id) => ({ id })),
});

export const haStatusIndex = endpoint({
  method: "GET",
  path: "/cluster/ha/status",
  permission: everyone,
  run: () => ["current", "manager_status"].map((name) => ({ name })),
});

export const haStatus = endpoint({
  method: "GET",
  path: "/cluster/ha/status/current",
  permission: auditor,
  without: "fencing",
  run({ cluster }) {
    const local = localNode(cluster)?.name ?? "";
    const timestamp = cluster.clock.seconds();
    const managed = [...cluster.state.table(haResources).all()];
    const quorate = Number(isQuorate(cluster));
    const quorum = { id: "quorum", type: "quorum", node: local, quorate, status: quorate ? "OK" : "No quorum on node" };
    if (managed.length === 0) return [quorum];
    const master = { id: "master", type: "master", node: local, status: `${local} (active)`, timestamp };
    const workers = [...cluster.state.table(nodes).all()].map(({ name, online }) => ({
      id: `lrm:${name}`,
      type: "lrm",
      node: name,
      status: `${name} (${online ? "active" : "old timestamp - dead?"})`,
      timestamp,
    }));
    const services = managed.map(({ id, settings: { state = "started", max_restart = 1, max_relocate = 1 } }) => {
      const guest = cluster.state.table(guests).get(resourceId(cluster, id).vmid);
      const now = guest?.power.status === "running" ? "started" : "stopped";
      const node = guest?.node ?? local;
      const facts = { state: now, crm_state: now, request_state: state, max_restart, max_relocate };
      return { id: `service:${id}`, type: "service", sid: id, node, status: `${id} (${node}, ${now})`, ...facts };
    });
    return [quorum, master, ...workers, ...services];
  },
});

export const managerStatus = endpoint({
  method: "GET",
  path: "/cluster/ha/status/manager_status",
  permission: auditor,
  run({ cluster }) {
    const all = [...cluster.state.table(nodes).all()];
    const status = Object.fromEntries(all.map(({ name, online }) => [name, online ? "online" : "unknown"]));
    return {
      lrm_status: {},
      manager_status: {
        master_node: localNode(cluster)?.name,
        node_status: status,
        timestamp: cluster.clock.seconds(),
      },
      quorum: { node: localNode(cluster)?.name, quorate: Number(isQuorate(cluster)) },
    };
  },
});
