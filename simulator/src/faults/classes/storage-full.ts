import { node, storageId } from "../../schema/common.ts";
import { optional } from "../../schema/schema.ts";
import type { Condition } from "../fault-class.ts";

/** Without a node it is full everywhere. */
const parameters = { storage: storageId(), node: optional(node()) };

/** storage/use.ts asks for it. */
export const storageFull: Condition<"storage-full", typeof parameters> = {
  kind: "condition",
  name: "storage-full",
  says: "a storage has no room left",
  parameters,
};
