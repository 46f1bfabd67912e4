import { boolean, optional } from "../../schema/schema.ts";
import type { RequestFault } from "../fault-class.ts";

/** `done`: what was asked for is done all the same, and only its answer is lost. */
const parameters = { done: optional(boolean()) };

export const drop: RequestFault<"drop", typeof parameters> = {
  kind: "request",
  name: "drop",
  says: "a connection ends without an answer",
  parameters,
  strike: ({ done }) => ({ lost: done ? "answer" : "request" }),
};
