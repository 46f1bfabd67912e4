/** How a task has ended, as Proxmox sorts them. Source: PVE::API2::Tasks, filter by status. */
import type { Task } from "./tasks.ts";

/** `unknown` is one that was cut off, as by a power cut. */
export type Outcome = "ok" | "warning" | "error" | "unknown";

export function outcomeOf({ exitstatus = "" }: Task): Outcome {
  if (exitstatus === "OK") return "ok";
  if (exitstatus.startsWith("WARNINGS: ")) return "warning";
  return exitstatus === "unexpected status" ? "unknown" : "error";
}
