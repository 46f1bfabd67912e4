import { findingsTable } from "../target/findings-table.ts";
import type { RunwayReport } from "./runway.ts";

/** The report for a person: where commands would go, a line for each check, and the sum. */
export function runwayTable({ site, endpoint, checks, seconds }: RunwayReport): string {
  const time = seconds >= 1 ? ` · ${seconds} s` : "";
  return `${site}${endpoint ? ` at ${endpoint}` : ""}\n\n${findingsTable(checks)}${time}`;
}
