/** The cluster itself: its name, its nodes, whether they are a majority. */
import { factsOf } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { nodes } from "../../nodes/node.ts";
import { must, privileged } from "../../permission/rule.ts";

export const clusterStatus = endpoint({
  method: "GET",
  path: "/cluster/status",
  permission: must(privileged("/", "Sys.Audit")),
  run({ cluster }) {
    const members = [...cluster.state.table(nodes).all()];
    const online = members.filter((node) => node.online).length;
    const { name } = factsOf(cluster);
    const whole = {
      id: "cluster",
      type: "cluster",
      name,
      nodes: members.length,
      quorate: online * 2 > members.length ? 1 : 0,
      version: members.length,
    };
    return [
      ...(name === "" ? [] : [whole]),
      ...members.map((node, index) => ({
        id: `node/${node.name}`,
        type: "node",
        name: node.name,
        nodeid: name === "" ? 0 : node.nodeid,
        ip: node.address,
        level: "",
        local: index === 0 ? 1 : 0,
        online: node.online ? 1 : 0,
      })),
    ];
  },
});
