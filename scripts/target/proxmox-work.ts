import { setTimeout as sleep } from "node:timers/promises";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Aim } from "./aim.ts";
import { fileForm } from "./file-form.ts";
import type { Proxmox } from "./proxmox.ts";
import { type Connection, PinnedAgent, request } from "./request.ts";

/** Proxmox's API for what no stack does: work that runs as a task on a node. */
export interface ProxmoxWork extends Proxmox {
  /**
   * Starts a task and waits until it has ended.
   *
   * @param doing what is said where it fails, such as `backup of k3s-single`
   * @throws StrataError 3 and 4 as `get`; 5 with the task's own words when it failed
   */
  task(doing: string, method: "POST" | "DELETE", path: string, parameters?: Record<string, string>): Promise<void>;
  /** Sends a file, and waits until the node has put it into its place. @throws as `task`, and when `signal` ends it */
  upload(doing: string, path: string, upload: Upload): Promise<void>;
}

/** A file on its way to a storage. */
export interface Upload {
  /** What Proxmox is told beside the file. */
  readonly fields: Readonly<Record<string, string>>;
  /** Path of the file on this machine. */
  readonly file: string;
  /** Its name in the storage. */
  readonly named: string;
  readonly signal: AbortSignal;
}

/** How often a task is asked after, milliseconds. */
const interval = 500;

/** A client that may change things; its connections show the pinned certificate first, as those of `proxmox` do. */
export function proxmoxWork({ endpoint, pin, token }: Aim): ProxmoxWork {
  const agent = new PinnedAgent(endpoint, pin);
  const connection = { endpoint, agent, token: token() };
  return {
    endpoint,
    get: (path) => request(connection, "GET", path),
    async task(doing, method, path, parameters = {}) {
      const form = new URLSearchParams(parameters);
      const query = method === "DELETE" && form.size > 0 ? `?${form}` : "";
      const sent = method === "POST" ? form : undefined;
      const { data: upid } = await request<string>(connection, method, `${path}${query}`, sent);
      await ended(connection, doing, upid);
    },
    async upload(doing, path, { fields, file, named, signal }) {
      const form = await fileForm(fields, file, named);
      const { data: upid } = await request<string>(connection, "POST", path, form, signal);
      await ended(connection, doing, upid);
    },
    close: () => agent.destroy(),
  };
}

interface TaskStatus {
  readonly status: "running" | "stopped";
  /** `OK`, `WARNINGS: 1`, or why it failed. */
  readonly exitstatus?: string;
}

async function ended(connection: Connection, doing: string, upid: string): Promise<void> {
  const path = `/nodes/${upid.split(":")[1]}/tasks/${encodeURIComponent(upid)}`;
  for (;;) {
    const { data } = await request<TaskStatus>(connection, "GET", `${path}/status`);
    if (data.status === "running") await sleep(interval);
    else if (/^(OK|WARNINGS: \d+)$/.test(data.exitstatus ?? "")) return;
    else throw await taskFailed(connection, doing, path, data.exitstatus ?? "without a word");
  }
}

/** vzdump ends with `job errors`; what went wrong stands in its log. */
async function taskFailed(connection: Connection, doing: string, path: string, exitstatus: string) {
  const { data: log } = await request<readonly { readonly t: string }[]>(connection, "GET", `${path}/log?limit=500`);
  const said = log.map(({ t }) => t).findLast((line) => line.startsWith("ERROR: ")) ?? exitstatus;
  return new StrataError(
    exitCodes.stepFailed,
    `${doing} failed: ${said.replace("ERROR: ", "")}; the task's log on the node tells all of it`,
  );
}
