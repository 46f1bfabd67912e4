import { string } from "../../schema/schema.ts";
import type { TaskFault } from "../fault-class.ts";

const parameters = { text: string({ minLength: 1 }) };

export const taskWarns: TaskFault<"task-warns", typeof parameters> = {
  kind: "task",
  name: "task-warns",
  says: "a task does what it should and ends with a warning",
  parameters,
  strike: ({ text }) => ({ warn: text }),
};
