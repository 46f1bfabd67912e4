import { vmid } from "../../schema/common.ts";
import { optional } from "../../schema/schema.ts";
import type { Condition } from "../fault-class.ts";

/** Without a number: in every machine. */
const parameters = { vmid: optional(vmid()) };

/** qemu/agent.ts asks for it. */
export const agentSilent: Condition<"agent-silent", typeof parameters> = {
  kind: "condition",
  name: "agent-silent",
  says: "the agent inside a machine never answers",
  parameters,
};
