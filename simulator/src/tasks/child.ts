/** Tasks that a task begins. */
import type { Cluster } from "../cluster.ts";
import { nodes } from "../nodes/node.ts";
import type { Task, TaskStart } from "./tasks.ts";
import type { Work } from "./work.ts";

export interface Child {
  readonly upid: string;
  /** Resolves with the task once it has ended, however it did. */
  readonly ended: Promise<Task>;
}

/** Begins a task of its own; what goes wrong in it is its own exit status. */
export function beginTask(cluster: Cluster, start: TaskStart, work: Work<unknown>): Child {
  const bootedAt = cluster.state.table(nodes).get(start.node)?.bootedAt ?? 0;
  const led = fromTheStart(work);
  const first = led.next();
  const upid = cluster.state.change(() => cluster.tasks.fork(start, bootedAt, led));
  if (!first.done) cluster.tasks.begin(upid, first.value);
  return { upid, ended: cluster.tasks.follow(upid, () => undefined) };
}

/** A worker from its first line on. */
function* fromTheStart(work: Work<unknown>): Work {
  yield { seconds: 0 };
  yield* work;
}
