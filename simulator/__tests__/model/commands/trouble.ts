/** Time, tasks that fail or hang, and simulators that are ended in the middle of it all. */
import fc from "fast-check";
import { tasks } from "../../../src/tasks/tasks.ts";
import { type Act, asks, does, nothing } from "../act.ts";
import { demandRecovered } from "../recovered.ts";

const timePasses = fc
  .constantFrom(0.05, 0.3, 1, 5, 30, 600)
  .map((seconds) => does(`${seconds} s go by`, (reality) => reality.pass(seconds)));

const taskTypes = [
  "qmclone",
  "qmcreate",
  "qmstart",
  "qmdestroy",
  "qmigrate",
  "qmmove",
  "vzcreate",
  "vzstart",
  "vzdump",
  "imgdel",
];
const faults = [
  { fault: "task-fails", text: "command 'false' failed: exit code 1" },
  { fault: "task-hangs" },
  { fault: "task-warns", text: "the fan is loud" },
] as const;

const taskTrouble = fc
  .record({ task: fc.constantFrom(...taskTypes), fault: fc.constantFrom(...faults) })
  .map(({ task, fault }) =>
    does(`${fault.fault}: the next ${task}`, async (reality) => reality.fault({ ...fault, task })),
  );

const stopTask = fc.nat(5).map((index) =>
  asks(
    `stop task ${index} of those that run`,
    (_, reality) => {
      const running = reality.cluster.state.table(tasks).by("running", "yes");
      const task = running[index % Math.max(1, running.length)];
      const upid = task?.upid ?? "UPID:pve:00000001:00000001:00000001:qmstart:101:root@pam:";
      return { method: "DELETE", path: `/nodes/${task?.node ?? "pve"}/tasks/${encodeURIComponent(upid)}` };
    },
    nothing,
  ),
);

const allEnds = fc.constant(0).map(() => does("everything comes to its end", (reality) => reality.settle()));

const restart = fc.constantFrom("end" as const, "cut" as const).map((how) =>
  does(how === "end" ? "the simulator ends and starts again" : "the power is cut", async (reality) => {
    const before = [...reality.cluster.state.records()].map((record) => structuredClone(record));
    await reality.restart(how);
    reality.hanging = 0;
    demandRecovered(before, [...reality.cluster.state.records()]);
  }),
);

export const troubleActs: fc.Arbitrary<Act>[] = [
  timePasses,
  timePasses,
  timePasses,
  timePasses,
  taskTrouble,
  stopTask,
  allEnds,
  restart,
];
