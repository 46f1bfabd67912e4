/**
 * A result as `pvesh` prints it (PVE::CLIFormatter). As text, Proxmox orders and renders the columns by the schema of what is
 * returned; here they stand in the order of their names, as given.
 */
import { compactJson, prettyJson } from "../json.ts";
import { table } from "./table.ts";

type Shown = Readonly<Record<string, unknown>>;

/** @param columns of a list of objects; default all that its items have */
export function resultText(result: unknown, shown: Shown, columns?: readonly string[]): string {
  if (result === null || result === undefined) return "";
  switch (shown["output-format"]) {
    case "json":
      return `${compactJson(result)}\n`;
    case "json-pretty":
      return prettyJson(result);
    case "yaml":
      return `---\n${yaml(result, "")}`;
    default:
      return plainText(result, shown, columns);
  }
}

function plainText(result: unknown, { noborder, noheader }: Shown, columns?: readonly string[]): string {
  const style = { border: noborder !== "1", header: noheader !== "1" };
  if (Array.isArray(result)) {
    if (result.length === 0) return "";
    if (typeof result[0] !== "object") {
      return table(
        result.map((value) => ({ value })),
        ["value"],
        { ...style, header: false },
      );
    }
    return table(result, columns ?? [...new Set(result.flatMap((item) => Object.keys(item)))].sort(), style);
  }
  if (typeof result === "object") {
    const rows = Object.entries(result as object)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([key, value]) => ({ key, value }));
    return table(rows, ["key", "value"], style);
  }
  return `${result}\n`;
}

/** The little YAML that results need: maps in order of their keys, lists, and scalars quoted where they would be read as another type. */
function yaml(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return `${indent}[]\n`;
    return value.map((item) => `${indent}- ${yaml(item, `${indent}  `).trimStart()}`).join("");
  }
  if (typeof value !== "object" || value === null) return `${indent}${scalar(value)}\n`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return `${indent}{}\n`;
  return entries
    .map(([key, item]) => {
      const nested = typeof item === "object" && item !== null && Object.keys(item).length > 0;
      if (!nested) return `${indent}${key}: ${yaml(item, "").trimEnd()}\n`;
      return `${indent}${key}:\n${yaml(item, Array.isArray(item) ? indent : `${indent}  `)}`;
    })
    .join("");
}

function scalar(value: unknown): string {
  if (typeof value !== "string") return value === null || value === undefined ? "~" : String(value);
  return /^[A-Za-z/][\w./ +@-]*$/.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value)
    ? value
    : JSON.stringify(value);
}
