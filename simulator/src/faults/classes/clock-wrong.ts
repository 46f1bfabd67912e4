import { integer } from "../../schema/schema.ts";
import type { Condition } from "../fault-class.ts";

/** Ahead of the right time, or behind it where negative. */
const parameters = { seconds: integer({ minimum: -1_000_000_000, maximum: 1_000_000_000 }) };

export const clockWrong: Condition<"clock-wrong", typeof parameters> = {
  kind: "condition",
  name: "clock-wrong",
  says: "the cluster's clock is wrong: tickets from before are too old, or from the future",
  parameters,
  begin(cluster, { seconds }) {
    cluster.clock.shift(seconds * 1000);
    return () => cluster.clock.shift(0);
  },
};
