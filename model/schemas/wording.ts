import type { core } from "zod";
import * as z from "zod";
import { didYouMean, nearest } from "../did-you-mean.ts";
import type { Fault } from "../fault.ts";
import type { Source, YamlPath } from "../files/yaml-source.ts";

type Schema = core.$ZodType;

/** What zod found in a file, in our words and in place. `schema` tells what belongs where something is missing. */
export function faultsFrom(issues: readonly core.$ZodIssue[], source: Source, schema: Schema): Fault[] {
  const misspelt = new Set(issues.flatMap((issue) => meantKeys(issue, schema)));
  return issues.flatMap((issue) => {
    if (misspelt.has(issue.path.join("."))) return [];
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, issue.path, source, schema));
    const given = valueAt(source.value, issue.path);
    const name = nameOf(issue.path);
    if (given === undefined) return { at: source.at(issue.path), message: missing(name, schema, issue.path) };
    if (given === null) return { at: source.keyAt(issue.path), message: missing(name, schema, issue.path, "is empty") };
    if (issue.code === "invalid_key")
      return { at: source.keyAt(issue.path), message: `${name} ${issue.issues[0]?.message ?? "is no name"}` };
    return source.fault(issue.path, `${name}${shown(given)} ${words(issue, given)}`);
  });
}

function unknownKey(key: string, path: YamlPath, source: Source, schema: Schema): Fault {
  const known = Object.keys(shapeOf(schemaAt(schema, path)));
  const meant = nearest(key, known);
  const hint = meant === undefined ? `here may stand ${known.join(", ")}` : `did you mean "${meant}"?`;
  return { at: source.keyAt([...path, key]), message: `unknown key "${key}"; ${hint}` };
}

/** Keys that were written, but misspelt: that they are missing needs no second line. */
function meantKeys(issue: core.$ZodIssue, schema: Schema): string[] {
  if (issue.code !== "unrecognized_keys") return [];
  const known = Object.keys(shapeOf(schemaAt(schema, issue.path)));
  return issue.keys.flatMap((key) => {
    const meant = nearest(key, known);
    return meant === undefined ? [] : [...issue.path, meant].join(".");
  });
}

function missing(name: string, schema: Schema, path: YamlPath, how = "is missing"): string {
  const meaning = describeAt(schema, path);
  return meaning ? `${name} ${how}: ${meaning}` : `${name} ${how}`;
}

/** Our own complaints arrive as the message; the rest is told by the kind of issue. */
function words(issue: core.$ZodIssue, given: unknown): string {
  if (issue.code === "invalid_value") {
    const allowed = issue.values.map(String);
    return `is not one of ${allowed.join(", ")}${didYouMean(String(given), allowed)}`;
  }
  if (issue.code === "too_small" && issue.origin === "array") return "must have at least one entry";
  if (issue.code === "too_small") return `must be ${issue.minimum} or more`;
  if (issue.code === "too_big") return `must be ${issue.maximum} or less`;
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input"))
    return wrongType(issue.expected, given);
  return issue.message;
}

function wrongType(expected: string, given: unknown): string {
  if (expected === "object" || expected === "record") return "must be keys with values";
  if (expected === "array") return "must be a list, such as [a, b]";
  if (expected === "boolean") return "must be true or false";
  return typeof given === "string" && /^\d+$/.test(given)
    ? "must be a number; leave the quotes out"
    : "must be a whole number";
}

/** The path's last key, and the index where it is an entry of a list: `keys[0]`. */
export function nameOf(path: YamlPath): string {
  const index = path.findLastIndex((step) => typeof step === "string");
  const rest = path.slice(index + 1).map((step) => `[${String(step)}]`);
  return `${String(path[index] ?? "this file")}${rest.join("")}`;
}

/** A value as a message may show it: short, of one line, and without a password that stands in an address. */
function shown(value: unknown): string {
  if (typeof value === "object") return "";
  const [text = ""] = String(value)
    .replace(/\/\/[^/@]*@/, "//…@")
    .split("\n");
  const short = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return ` ${typeof value === "string" && (/\s|^\d*$/.test(text)) ? JSON.stringify(short) : short}`;
}

function valueAt(value: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>(
    (inside, step) =>
      typeof inside === "object" && inside !== null && Object.hasOwn(inside, step)
        ? (inside as Record<PropertyKey, unknown>)[step]
        : undefined,
    value,
  );
}

/** What a schema says about the value at a path, beginning in lower case where it is a word. */
export function describeAt(schema: Schema, path: YamlPath): string | undefined {
  for (let end = path.length; end > 0; end -= 1) {
    const inside = schemaAt(schema, path.slice(0, end));
    const text = inside && z.globalRegistry.get(inside)?.description;
    if (text) return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
  }
  return undefined;
}

function schemaAt(schema: Schema | undefined, path: YamlPath): Schema | undefined {
  const [step, ...rest] = path;
  if (!schema || step === undefined) return schema;
  const bare = unwrap(schema);
  if (bare instanceof z.ZodRecord) return schemaAt(bare.valueType, rest);
  if (bare instanceof z.ZodArray) return schemaAt(bare.element, rest);
  return schemaAt(shapeOf(bare)[String(step)], rest);
}

function shapeOf(schema: Schema | undefined): Readonly<Record<string, Schema>> {
  const bare = schema && unwrap(schema);
  return bare instanceof z.ZodObject ? bare.shape : {};
}

function unwrap(schema: Schema): Schema {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrap(schema.unwrap());
  return schema;
}
