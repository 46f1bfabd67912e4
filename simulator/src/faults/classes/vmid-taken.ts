import { guests } from "../../guests/guest.ts";
import { nodes } from "../../nodes/node.ts";
import { vmid } from "../../schema/common.ts";
import { optional } from "../../schema/schema.ts";
import type { Condition } from "../fault-class.ts";

/** Without a number: the one that the struck question for the next free one was answered with. */
const parameters = { vmid: optional(vmid()) };

const name = "somebody-elses";

export const vmidTaken: Condition<"vmid-taken", typeof parameters> = {
  kind: "condition",
  name: "vmid-taken",
  says: "somebody else makes a machine of a number between the question for it and its use",
  parameters,
  usual: ({ vmid: id }) => (id === undefined ? "GET /cluster/nextid" : undefined),
  begin(cluster, given, { answer }) {
    if (given.vmid === undefined && answer === undefined) return "later";
    const id = given.vmid ?? Number(answer);
    const table = cluster.state.table(guests);
    const [node] = cluster.state.table(nodes).all();
    if (!Number.isInteger(id) || !node) throw new Error("the answer holds no number that could be taken");
    if (table.has(id)) throw new Error(`guest ${id} is there already`);
    table.put(id, {
      vmid: id,
      kind: "qemu",
      node: node.name,
      config: { name, memory: "512" },
      pending: {},
      power: { status: "stopped" },
    });
    return () => {
      if (table.get(id)?.config.name === name) table.remove(id);
    };
  },
};
