/** The nodes of the cluster. */
import { nodeFingerprint } from "../../certificates/certificate.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { nodes } from "../../nodes/node.ts";
import { everyone } from "../../permission/rule.ts";
import { nodeResource } from "../../resources/node.ts";

export const listNodes = endpoint({
  method: "GET",
  path: "/nodes",
  permission: everyone,
  run({ cluster, caller }) {
    return [...cluster.state.table(nodes).all()].map((node) =>
      Object.assign(nodeResource(cluster, node, caller), {
        // Told to everyone, as Proxmox tells it: who joins a cluster compares it.
        ssl_fingerprint: nodeFingerprint(cluster, node.name),
      }),
    );
  },
});
