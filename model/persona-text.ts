/** A line of a persona's file; one without a value is left out. */
export type PersonaLine = readonly [
  key: string,
  value: string | number | boolean | undefined,
  comment?: string | undefined,
];

/** Text of a persona's file, its keys in the order in which people read them. */
export function personaText(lines: readonly PersonaLine[]): string {
  return [
    "# yaml-language-server: $schema=../../schemas/persona.json",
    ...lines.flatMap(([key, value, comment]) =>
      value === undefined ? [] : [`${key}: ${value}${comment === undefined ? "" : ` # ${comment}`}`],
    ),
    "",
  ].join("\n");
}
