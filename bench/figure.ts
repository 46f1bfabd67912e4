import Table from "cli-table3";

/** One measured number and what it may be. */
export interface Figure {
  /** Its key in the JSON. */
  readonly name: string;
  /** What it says, for a person. */
  readonly meaning: string;
  readonly value: number;
  readonly limit: number;
  /** Whether the limit is the most it may be, or the least. Default: the most. */
  readonly bound?: "most" | "least";
  readonly unit: "ratio" | "bytes" | "seconds";
}

/** What one file of this folder offers. */
export interface Bench {
  /** One line for the list of benches. */
  readonly summary: string;
  measure(): Promise<readonly Figure[]>;
}

export function holds({ value, limit, bound }: Figure): boolean {
  return bound === "least" ? value >= limit : value <= limit;
}

/** `{"doubling":2.03,…}`: one line, values as they were measured. */
export function asJson(figures: readonly Figure[]): string {
  return JSON.stringify(Object.fromEntries(figures.map(({ name, value }) => [name, value])));
}

export function asTable(figures: readonly Figure[]): string {
  const table = new Table({ head: ["", "measured", "wanted", ""], style: { head: [], border: [] } });
  for (const figure of figures) {
    const { meaning, value, limit, bound = "most", unit } = figure;
    table.push([
      meaning,
      written(value, unit),
      `at ${bound} ${written(limit, unit)}`,
      holds(figure) ? "holds" : "missed",
    ]);
  }
  return table.toString();
}

function written(value: number, unit: Figure["unit"]): string {
  switch (unit) {
    case "ratio":
      return value.toFixed(2);
    case "bytes":
      return `${Math.round(value / 1e6)} MB`;
    case "seconds":
      return `${value.toFixed(2)} s`;
  }
}
