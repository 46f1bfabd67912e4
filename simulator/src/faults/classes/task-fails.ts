import { string } from "../../schema/schema.ts";
import type { TaskFault } from "../fault-class.ts";

const parameters = { text: string({ minLength: 1 }) };

export const taskFails: TaskFault<"task-fails", typeof parameters> = {
  kind: "task",
  name: "task-fails",
  says: "a task fails once it has begun, and gives back what it held",
  parameters,
  strike: ({ text }) => ({ fail: text }),
};
