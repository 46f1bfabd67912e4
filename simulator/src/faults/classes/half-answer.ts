import type { RequestFault } from "../fault-class.ts";

export const halfAnswer: RequestFault<"half-answer", Record<never, never>> = {
  kind: "request",
  name: "half-answer",
  says: "a connection ends in the middle of an answer",
  parameters: {},
  strike: () => ({ half: true }),
};
