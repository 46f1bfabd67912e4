import type { Bench } from "./figure.ts";
import { breadth } from "./simulator/breadth.ts";
import { deploy } from "./simulator/deploy.ts";
import { requestRates } from "./simulator/requests.ts";
import { startTime } from "./simulator/start.ts";

export const bench: Bench = {
  summary: "the embedded Proxmox: requests a second, start, 10,000 guests, 200 machines deployed",
  async measure() {
    const start = await startTime();
    const { reads, mixed } = await requestRates();
    const { resources, memory, write } = await breadth();
    const { wall, simulatorShare } = await deploy();
    return [
      {
        name: "reads",
        meaning: "reads a second / answers of a bare node:https server",
        ...{ value: reads, limit: 0.4, bound: "least", unit: "ratio" },
      },
      {
        name: "mixed",
        meaning: "the same with one write to four reads",
        ...{ value: mixed, limit: 0.25, bound: "least", unit: "ratio" },
      },
      { name: "start", meaning: "start to ready", value: start, limit: 0.4, unit: "seconds" },
      {
        name: "resourcesAt10000",
        meaning: "cluster/resources of 10,000 guests",
        ...{ value: resources, limit: 0.15, unit: "seconds" },
      },
      {
        name: "memoryAt10000",
        meaning: "memory held with 10,000 guests",
        ...{ value: memory, limit: 400e6, unit: "bytes" },
      },
      {
        name: "writeAt10000",
        meaning: "a write among 10,000 guests / among 100",
        ...{ value: write, limit: 1.2, unit: "ratio" },
      },
      {
        name: "deployOf200",
        meaning: "200 machines deployed by the real provider",
        ...{ value: wall, limit: 600, unit: "seconds" },
      },
      {
        name: "deployShare",
        meaning: "processor time of the simulator / that time",
        ...{ value: simulatorShare, limit: 0.2, unit: "ratio" },
      },
    ];
  },
};
