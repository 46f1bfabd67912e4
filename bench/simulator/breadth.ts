import { median, ratio, takeTurns } from "../stopwatch.ts";
import type { Question } from "./load.ts";
import { type Running, startClient, startProgram } from "./program.ts";
import { worldOf } from "./worlds.ts";

const rounds = 9;

/** What a cluster of 10,000 guests costs. */
export interface Breadth {
  /** Seconds of a list of all resources. */
  readonly resources: number;
  /** Bytes held after that. */
  readonly memory: number;
  /** Time of a write / of the same among 100 guests. */
  readonly write: number;
}

export async function breadth(): Promise<Breadth> {
  const client = startClient();
  const few = await startProgram("few", worldOf(100));
  const many = await startProgram("many", worldOf(10_000));
  const asking = (of: Running, questions: readonly Question[], requests: number) => () =>
    client.ask({
      ...{ port: of.port, caFile: of.caFile, authorization: `PVEAPIToken=${of.apiToken}` },
      ...{ connections: 1, questions, requests },
    });
  try {
    const times = await takeTurns(rounds, {
      list: asking(many, [{ method: "GET", path: "/api2/json/cluster/resources" }], 1),
      few: asking(few, changes(100), 500),
      many: asking(many, changes(10_000), 500),
    });
    return { resources: median(times.list), memory: many.memory(), write: ratio(times.many, times.few) };
  } finally {
    for (const running of [client, few, many]) await running.stop();
  }
}

/** Changes the configuration of one machine after the other, all over the cluster. */
function changes(machines: number): readonly Question[] {
  return Array.from({ length: 100 }, (_, index) => ({
    method: "PUT",
    path: `/api2/json/nodes/pve/qemu/${1000 + (machines / 100) * index}/config`,
    body: "description=changed%20for%20the%20#th%20time",
  }));
}
