/** The cluster itself: its name, its nodes, whether they are a majority. */
import { factsOf } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { localNode, nodes } from "../../nodes/node.ts";
import { isQuorate } from "../../nodes/quorum.ts";
import { must, privileged } from "../../permission/rule.ts";
import { levelOf } from "../../subscription/subscription.ts";

export const clusterStatus = endpoint({
  method: "GET",
  path: "/cluster/status",
  permission: must(privileged("/", "Sys.Audit")),
  run({ cluster }) {
    const members = [...cluster.state.table(nodes).all()];
    const local = localNode(cluster)?.name;
    const { name } = factsOf(cluster);
    const whole = {
      id: "cluster",
      type: "cluster",
      name,
      nodes: members.length,
      quorate: isQuorate(cluster) ? 1 : 0,
      version: members.length,
    };
    return [
      ...(name === "" ? [] : [whole]),
      ...members.map((node) => ({
        id: `node/${node.name}`,
        type: "node",
        name: node.name,
        nodeid: name === "" ? 0 : node.nodeid,
        ip: node.address,
        level: levelOf(cluster, node.name),
        local: node.name === local ? 1 : 0,
        online: node.online ? 1 : 0,
      })),
    ];
  },
});
