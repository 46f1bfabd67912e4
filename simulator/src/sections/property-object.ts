/** Property strings that the API gives back as objects. */
import { splitProperties } from "../schema/property-string.ts";
import type { Fields } from "../schema/schema.ts";

/** `enabled=1,storage=local` as `{ enabled: 1, storage: "local" }`: numbers for booleans alone, as Proxmox leaves them. */
export function propertyObject(fields: Fields, text: string): Record<string, string | number> {
  const pairs = Object.entries(splitProperties(fields, text));
  return Object.fromEntries(pairs.map(([key, word]) => [key, fields[key]?.type === "boolean" ? Number(word) : word]));
}
