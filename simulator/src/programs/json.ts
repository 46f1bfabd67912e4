/** JSON as Perl's JSON module prints it with `canonical`: keys in order, and for people a blank before the colon. */

const sorted = (value: object): [string, unknown][] =>
  Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));

export function compactJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(compactJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  return `{${sorted(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${compactJson(item)}`)
    .join(",")}}`;
}

/** Ends with a newline. */
export const prettyJson = (value: unknown): string => `${pretty(value, "")}\n`;

function pretty(value: unknown, indent: string): string {
  const below = `${indent}   `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((item) => `${below}${pretty(item, below)}`).join(",\n")}\n${indent}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const entries = sorted(value);
  if (entries.length === 0) return "{}";
  return `{\n${entries.map(([key, item]) => `${below}${JSON.stringify(key)} : ${pretty(item, below)}`).join(",\n")}\n${indent}}`;
}
