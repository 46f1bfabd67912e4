import { setTimeout as sleep } from "node:timers/promises";
import { integer } from "../../schema/schema.ts";
import type { RequestFault } from "../fault-class.ts";

const parameters = { milliseconds: integer({ minimum: 1, maximum: 3_600_000 }) };

export const latency: RequestFault<"latency", typeof parameters> = {
  kind: "request",
  name: "latency",
  says: "an answer comes late",
  parameters,
  async strike({ milliseconds }) {
    await sleep(milliseconds);
    return undefined;
  },
};
