import { nodes } from "../../nodes/node.ts";
import { node as nodeName } from "../../schema/common.ts";
import type { Condition } from "../fault-class.ts";

const parameters = { node: nodeName() };

export const nodeOffline: Condition<"node-offline", typeof parameters> = {
  kind: "condition",
  name: "node-offline",
  says: "a node is not reachable, by the API or by SSH",
  parameters,
  begin(cluster, { node: name }) {
    const table = cluster.state.table(nodes);
    const node = table.get(name);
    if (!node) throw new Error(`there is no node ${name}`);
    table.put(name, { ...node, online: false });
    return () => {
      const now = table.get(name);
      if (now) table.put(name, { ...now, online: true });
    };
  },
};
