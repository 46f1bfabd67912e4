import { ratio, takeTurns } from "../stopwatch.ts";
import type { Order, Question } from "./load.ts";
import { startClient, startConstant, startProgram } from "./program.ts";
import { worldOf } from "./worlds.ts";

const machines = 10;
const rounds = 15;

/** What a provider asks while it refreshes, machine by machine. */
const reads: readonly Question[] = Array.from({ length: machines }, (_, index) => {
  const machine = `/nodes/pve/qemu/${1000 + index}`;
  return ["/version", "/nodes", `${machine}/config`, `${machine}/status/current`].map(get);
}).flat();

/** Four such reads, then a change of that machine's configuration. */
const mixed: readonly Question[] = reads.flatMap((read, index) =>
  index % 4 === 3 ? [read, change(1000 + Math.floor(index / 4))] : [read],
);

function get(path: string): Question {
  return { method: "GET", path: `/api2/json${path}` };
}

function change(vmid: number): Question {
  const body = "description=changed%20for%20the%20#th%20time&cores=2";
  return { method: "PUT", path: `/api2/json/nodes/pve/qemu/${vmid}/config`, body };
}

/** Requests a second of the simulator / of a server that does nothing, over as many connections. */
export async function requestRates(): Promise<{ readonly reads: number; readonly mixed: number }> {
  const simulator = await startProgram("requests", worldOf(machines));
  const constant = await startConstant(simulator);
  const client = startClient();
  const order = { caFile: simulator.caFile, authorization: `PVEAPIToken=${simulator.apiToken}`, connections: 16 };
  const asking = (port: number, questions: Order["questions"]) => () =>
    client.ask({ ...order, port, questions, requests: 4_000 });
  try {
    const times = await takeTurns(rounds, {
      constantReads: asking(constant.port, reads),
      reads: asking(simulator.port, reads),
      constantMixed: asking(constant.port, mixed),
      mixed: asking(simulator.port, mixed),
    });
    return { reads: ratio(times.constantReads, times.reads), mixed: ratio(times.constantMixed, times.mixed) };
  } finally {
    for (const running of [client, constant, simulator]) await running.stop();
  }
}
