/**
 * Property strings: `virtio=BC:24:11:00:00:01,bridge=vmbr0,firewall=1`.
 * Parsed and printed as PVE::JSONSchema does: default key without its name, aliases, required keys first, then by name.
 */
import { checkValues } from "./check.ts";
import type { Fields, ValuesOf } from "./schema.ts";

/** A key's value as it stands in the string; booleans are "1" or "0". */
export type Pairs = Readonly<Record<string, string>>;

/** Thrown when a property string cannot be read; the text is Proxmox's. */
export class PropertyStringError extends Error {}

const yes = /^(1|on|yes|true)$/i;
const no = /^(0|off|no|false)$/i;

/** Splits a property string into its keys, resolving aliases; checks nothing but the keys' names. */
export function splitProperties(fields: Fields, text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const put = (key: string, word: string): void => {
    if (pairs[key] !== undefined)
      throw new PropertyStringError(`duplicate key in comma-separated list property: ${key}`);
    pairs[key] = fields[key]?.type === "boolean" ? (yes.test(word) ? "1" : no.test(word) ? "0" : word) : word;
  };
  for (const part of text.split(",")) {
    if (part.trim() === "") continue;
    const [, key, word] = /^([^=]+)=(.+)$/s.exec(part) ?? [];
    if (key !== undefined && word !== undefined) {
      const field = fields[key];
      if (!field) throw new PropertyStringError(`invalid key in comma-separated list property: ${key}`);
      if (field.keyAlias) put(field.keyAlias, key);
      put(field.alias ?? key, word);
    } else if (!part.includes("=")) {
      const key = defaultKeyOf(fields);
      if (!key) throw new PropertyStringError("value without key, but schema does not define a default key");
      put(key, part);
    } else {
      throw new PropertyStringError("missing key in comma-separated list property");
    }
  }
  return pairs;
}

/**
 * Reads and checks a property string.
 * @throws PropertyStringError with Proxmox's text, each fault under `path.key`
 */
export function parseProperties<F extends Fields>(fields: F, text: string, path = ""): ValuesOf<F> {
  const { values, errors } = checkValues(fields, splitProperties(fields, text), path);
  if (errors) {
    const lines = Object.entries(errors).map(([key, fault]) => `${key}: ${fault}`);
    throw new PropertyStringError(`format error\n${lines.join("\n")}`);
  }
  return values as ValuesOf<F>;
}

/** Writes a property string in Proxmox's order. Values that are undefined are left out. */
export function printProperties(fields: Fields, values: Readonly<Record<string, unknown>>): string {
  const parts: string[] = [];
  const done = new Set<string>();
  const text = (item: unknown) => (typeof item === "boolean" ? (item ? "1" : "0") : String(item));
  const add = (key: string, bare: boolean): void => {
    const item = values[key];
    if (done.has(key) || item === undefined) return;
    done.add(key);
    const spelled = aliasFor(fields, key);
    if (spelled && values[spelled] !== undefined) {
      done.add(spelled);
      parts.push(`${text(item)}=${text(values[spelled])}`);
    } else {
      parts.push(bare ? text(item) : `${key}=${text(item)}`);
    }
  };
  const first = defaultKeyOf(fields);
  if (first) add(first, true);
  const keys = Object.keys(values).sort();
  for (const key of keys) if (fields[key] && !fields[key].optional) add(key, false);
  for (const key of keys) add(key, false);
  return parts.join(",");
}

const defaultKeyOf = (fields: Fields): string | undefined => Object.keys(fields).find((key) => fields[key]?.defaultKey);

/** The key whose value is written behind this key's value, as a MAC address behind its model. */
function aliasFor(fields: Fields, key: string): string | undefined {
  return Object.values(fields).find((field) => field.keyAlias === key)?.alias;
}
