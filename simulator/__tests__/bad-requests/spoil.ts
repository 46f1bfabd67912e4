/** Spoils requests: what may be wrong with a parameter, as its schema says it. */
import type { Endpoint } from "../../src/kernel/endpoint.ts";
import { checkFormat, isFormat } from "../../src/schema/formats.ts";
import type { Schema } from "../../src/schema/schema.ts";
import { wordsFor } from "../words.ts";

/** What of a schema a client can get wrong; Proxmox's own says its numbers as texts now and then. */
export type Demands = Pick<Schema, "type" | "optional" | "enum" | "pattern"> & {
  readonly minimum?: number | string | undefined;
  readonly maximum?: number | string | undefined;
  readonly minLength?: number | string | undefined;
  readonly maxLength?: number | string | undefined;
  readonly format?: unknown;
};

export interface Spoiled {
  /** What is wrong with it, in a word or two. */
  readonly how: string;
  readonly value: unknown;
}

/** Longer ones do not fit into a request's head, and are not worth a body. */
const longest = 6_000;
const strange = ["../../../etc/passwd", "no such\u0001", " ", "-", "!", "x y", "no-such", "0"];

const wholeMatch = (pattern: string, text: string): boolean =>
  new RegExp(`^(?:${pattern.replaceAll(/\(\?\^?[a-z]*:/g, "(?:")})$`, "i").test(text);

/** Values that a parameter does not take, each for one reason. */
export function spoiledValues(schema: Demands): Spoiled[] {
  if (schema.type === "array" || schema.type === "object" || schema.type === "null") return [];
  const spoiled: Spoiled[] = [];
  const add = (how: string, value: unknown): unknown => spoiled.push({ how, value });
  if (schema.type !== "string") add("wrong type", "neither");
  if (schema.minimum !== undefined) add("too small", String(Number(schema.minimum) - 1));
  if (schema.maximum !== undefined) add("too large", String(Number(schema.maximum) + 1));
  if (schema.maxLength !== undefined && Number(schema.maxLength) < longest) {
    add("too long", "x".repeat(Number(schema.maxLength) + 1));
  }
  if (Number(schema.minLength ?? 0) > 1) add("too short", "x".repeat(Number(schema.minLength) - 1));
  if (schema.enum) add("no word of the list", "no-such-word");
  const { pattern } = schema;
  const unmatched = pattern === undefined ? undefined : strange.find((text) => !wholeMatch(pattern, text));
  if (unmatched !== undefined) add("not of the pattern", unmatched);
  if (typeof schema.format === "object") add("unknown key", "no-such-key=1");
  if (typeof schema.format === "string" && isFormat(schema.format)) {
    const name = schema.format;
    for (const text of strange.filter((text) => checkFormat(name, text) !== undefined).slice(0, 2)) {
      add(text.includes("..") ? "traversal" : "not of the format", text);
    }
  }
  return spoiled;
}

/** A path with what stands in the cluster, but for what is given. */
export const pathWith = (
  { path, parameters }: Pick<Endpoint, "path" | "parameters">,
  given: Record<string, string> = {},
): string =>
  path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(given[name] ?? wordsFor(name, parameters[name] ?? { type: "string" })[0] ?? ""),
  );
