/** The nodes of the cluster. */
import { nodeFingerprint } from "../../certificates/certificate.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { nodes } from "../../nodes/node.ts";
import { nodeUse } from "../../nodes/use.ts";
import { everyone } from "../../permission/rule.ts";
import { levelOf } from "../../subscription/subscription.ts";

export const listNodes = endpoint({
  method: "GET",
  path: "/nodes",
  permission: everyone,
  run({ cluster, caller }) {
    return [...cluster.state.table(nodes).all()].map((node) => {
      const facts = {
        id: `node/${node.name}`,
        type: "node",
        node: node.name,
        status: node.online ? "online" : "offline",
        level: levelOf(cluster, node.name),
        // Told to everyone, as Proxmox tells it: who joins a cluster compares it.
        ssl_fingerprint: nodeFingerprint(cluster, node.name),
      };
      if (!node.online || !caller.can(`/nodes/${node.name}`, ["Sys.Audit"])) return facts;
      const use = nodeUse(cluster, node);
      return {
        ...facts,
        cpu: use.cpu,
        maxcpu: node.cores,
        mem: use.memory,
        maxmem: node.memory,
        disk: use.root,
        maxdisk: node.rootSize,
        uptime: cluster.clock.seconds() - node.bootedAt,
      };
    });
  },
});
