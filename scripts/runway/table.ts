import pc from "picocolors";
import type { Finding } from "../target/check.ts";
import type { RunwayReport } from "./runway.ts";

const colours = { pass: pc.green, fail: pc.red, "not checked": pc.dim };

/** The report for a person: a line for each check, and the sum. Colours on a terminal only. */
export function runwayTable({ site, endpoint, checks, seconds }: RunwayReport): string {
  const width = Math.max(...checks.map(({ name }) => name.length)) + 2;
  const lines = checks.map(
    ({ name, status, detail }) => `  ${name.padEnd(width)}${colours[status](status.padEnd(13))}${detail}`,
  );
  const time = seconds >= 1 ? ` · ${seconds} s` : "";
  return [`${site}${endpoint ? ` at ${endpoint}` : ""}`, "", ...lines, "", `${sums(checks)}${time}`].join("\n");
}

/** `14 pass · 0 fail · 3 not checked (ssh, kvm, gpu)`, as the rehearsal's table shows it too. */
export function sums(checks: readonly Finding[]): string {
  const of = (status: Finding["status"]) => checks.filter((finding) => finding.status === status);
  const unseen = of("not checked");
  const byThemselves = unseen.filter((finding) => !("cause" in finding)).map(({ name }) => name);
  const names = byThemselves.length
    ? ` (${byThemselves.join(", ")}${byThemselves.length < unseen.length ? ", …" : ""})`
    : "";
  return `${of("pass").length} pass · ${of("fail").length} fail · ${unseen.length} not checked${names}`;
}
