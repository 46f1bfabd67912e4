import type { TaskFault } from "../fault-class.ts";

export const taskHangs: TaskFault<"task-hangs", Record<never, never>> = {
  kind: "task",
  name: "task-hangs",
  says: "a task goes no further until somebody stops it",
  parameters: {},
  strike: () => ({ hang: true }),
};
