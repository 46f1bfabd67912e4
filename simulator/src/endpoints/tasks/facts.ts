import type { Task } from "../../tasks/tasks.ts";

/** What every view says of a task; a token is told beside its user. */
export function factsOf({ upid, node, pid, pstart, starttime, type, id, user: caller }: Task) {
  const [user, tokenid] = caller.split("!");
  return { upid, node, pid, pstart, starttime, type, id, user, ...(tokenid !== undefined && { tokenid }) };
}
