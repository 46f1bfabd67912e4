import { colours } from "../colours.ts";
import type { Finding } from "./check.ts";

const colourOf = { pass: colours.green, fail: colours.red, "not checked": colours.dim };

/** A line for each finding, and the sum. Colours on a terminal only. */
export function findingsTable(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length)) + 2;
  const lines = findings.map(
    ({ name, status, detail }) => `  ${name.padEnd(width)}${colourOf[status](status.padEnd(13))}${detail}`,
  );
  return [...lines, "", sums(findings)].join("\n");
}

/** `14 pass · 0 fail · 3 not checked (ssh, kvm, gpu)`. Checks that only wait for a failed one are not named. */
export function sums(findings: readonly Finding[]): string {
  const of = (status: Finding["status"]) => findings.filter((finding) => finding.status === status);
  const unseen = of("not checked");
  const named = unseen.filter((finding) => !("cause" in finding)).map(({ name }) => name);
  const names = [...named, ...(named.length < unseen.length ? ["…"] : [])].join(", ");
  return `${of("pass").length} pass · ${of("fail").length} fail · ${unseen.length} not checked${names ? ` (${names})` : ""}`;
}
