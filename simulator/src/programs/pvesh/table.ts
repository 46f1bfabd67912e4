/** Tables with a frame, as Proxmox's programs draw them in a UTF-8 locale. */
import { compactJson } from "../json.ts";

export interface Style {
  readonly border: boolean;
  readonly header: boolean;
}

type Row = Readonly<Record<string, unknown>>;

/** Rows are sorted by the first column. */
export function table(rows: readonly Row[], columns: readonly string[], { border, header }: Style): string {
  const [first = ""] = columns;
  const cells = rows
    .toSorted((a, b) => (text(a[first]) < text(b[first]) ? -1 : 1))
    .map((row) => columns.map((column) => text(row[column]).split("\n")));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...cells.flatMap((row) => row[index] ?? []).map((line) => line.length)),
  );
  const blocks = cells.map((row) => {
    const height = Math.max(...row.map((lines) => lines.length));
    return Array.from({ length: height }, (_, at) => row.map((lines) => lines[at] ?? ""));
  });
  const line = (values: readonly string[]): string => {
    const padded = values.map((value, index) => value.padEnd(widths[index] ?? 0));
    if (border) return `│ ${padded.join(" │ ")} │\n`;
    return `${[...padded.slice(0, -1), values.at(-1) ?? ""].join(" ")}\n`;
  };
  const rule = ([left, dash, cross, right]: readonly [string, string, string, string]): string =>
    border ? `${left}${widths.map((width) => dash.repeat(width + 2)).join(cross)}${right}\n` : "";
  const body = blocks.map((block) => block.map(line).join("")).join(rule(["├", "─", "┼", "┤"]));
  const top = rule(["┌", "─", "┬", "┐"]);
  const title = header ? line(columns) + rule(["╞", "═", "╪", "╡"]) : "";
  return `${top}${title}${body}${rule(["└", "─", "┴", "┘"])}`;
}

function text(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? compactJson(value) : String(value);
}
