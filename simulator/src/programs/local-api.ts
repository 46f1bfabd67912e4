/** What Proxmox's own programs call: the API of the node they run on, as root@pam and without a connection. */
import type { Cluster } from "../cluster.ts";
import { dispatch } from "../kernel/dispatch.ts";
import type { Endpoint, Method } from "../kernel/endpoint.ts";
import type { Router } from "../kernel/router.ts";
import type { Task } from "../tasks/tasks.ts";
import { refusalOf } from "./program-error.ts";

export interface LocalApi {
  readonly cluster: Cluster;
  /** The node that the program runs on. */
  readonly node: string;
  readonly endpoints: readonly Endpoint[];
  /** The endpoint of a method and a path below /api2/json. */
  find(method: Method, path: string): Endpoint | undefined;
  /**
   * Calls an endpoint through the same checks as a request.
   * @throws ProgramError with the text that the program prints
   */
  call(method: Method, path: string, given?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Hands over the log of a task as it is written, without its last line. @returns the task once it has ended */
  follow(upid: string, take: (line: string) => void): Promise<Task>;
}

export function localApi(cluster: Cluster, router: Router, node: string): LocalApi {
  return {
    cluster,
    node,
    endpoints: router.endpoints,
    find: (method, path) => router.find(method, path)?.endpoint,
    async call(method, path, given = {}) {
      const answer = await dispatch(cluster, router, {
        method,
        path,
        given,
        sender: { id: "root@pam", kind: "ticket" },
      });
      if (answer.status === 200) return answer.data;
      throw refusalOf(answer.status, (answer.message ?? "").trimEnd(), answer.errors);
    },
    follow: (upid, take) =>
      cluster.tasks.follow(upid, (line) => {
        if (!line.startsWith("TASK ")) take(line);
      }),
  };
}

/** Whether a result is a task that was started. */
export const isUpid = (result: unknown): result is string => typeof result === "string" && result.startsWith("UPID:");
