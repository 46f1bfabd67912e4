/** Checks what a client sent against its schemas, with Proxmox's texts (PVE::JSONSchema), and turns it into typed values. */
import { checkFormat } from "./formats.ts";
import { PropertyStringError, parseProperties } from "./property-string.ts";
import type { Fields, Schema } from "./schema.ts";

/** A value as it came over the wire: form fields are texts; JSON may hold anything. */
export type Raw = unknown;

export interface Checked {
  readonly values: Record<string, unknown>;
  /** Fault by parameter; absent when all is well. */
  readonly errors?: Record<string, string>;
}

/** Schemas looked up by parameter name, so that `net3` finds `net[n]`. */
interface Table {
  readonly find: (key: string) => Schema | undefined;
  readonly required: readonly string[];
  readonly defaults: readonly (readonly [string, unknown])[];
}

const tables = new WeakMap<Fields, Table>();

function tableOf(fields: Fields): Table {
  const known = tables.get(fields);
  if (known) return known;
  const entries = Object.entries(fields);
  const find = (key: string): Schema | undefined => {
    if (Object.hasOwn(fields, key)) return fields[key];
    const [, base, index] = /^(.*?[a-z])(\d+)$/.exec(key) ?? [];
    if (base === undefined || (index !== "0" && index?.startsWith("0"))) return undefined;
    const family = fields[`${base}[n]`];
    return family && Number(index) < (family.count ?? 0) ? family : undefined;
  };
  const plain = entries.filter(([key]) => !key.endsWith("[n]"));
  const table: Table = {
    find,
    required: plain.filter(([, schema]) => !schema.optional && !schema.dependent).map(([key]) => key),
    defaults: plain
      .filter(([, schema]) => schema.default !== undefined)
      .map(([key, schema]) => [key, schema.default] as const),
  };
  tables.set(fields, table);
  return table;
}

/** The schema of a parameter, also of one of a family such as `net3`. */
export function schemaOf(fields: Fields, key: string): Schema | undefined {
  return tableOf(fields).find(key);
}

/**
 * Checks values against schemas.
 * @param path prefix of the names in errors, as for the keys of a property string
 */
export function checkValues(fields: Fields, given: Readonly<Record<string, Raw>>, path = ""): Checked {
  const table = tableOf(fields);
  const values: Record<string, unknown> = {};
  let errors: Record<string, string> | undefined;
  // A parameter with two faults has them in one text, joined by a backslash and an n: PVE::JSONSchema quotes them singly.
  const complain = (key: string, fault: string): void => {
    errors ??= Object.create(null) as Record<string, string>;
    const name = path ? `${path}.${key}` : key;
    errors[name] = errors[name] === undefined ? fault : `${errors[name]}\\n${fault}`;
  };
  for (const key of table.required) {
    if (given[key] === undefined || given[key] === null) complain(key, "property is missing and it is not optional");
  }
  for (const [key, raw] of Object.entries(given)) {
    const schema = table.find(key);
    if (!schema) {
      complain(key, "property is not defined in schema and the schema does not allow additional properties");
      continue;
    }
    if (raw === undefined || raw === null) continue;
    const result = checkOne(schema, raw, path ? `${path}.${key}` : key);
    if ("fault" in result) complain(result.item === undefined ? key : `${key}[${result.item}]`, result.fault);
    else values[key] = result.value;
  }
  for (const key of Object.keys(given)) {
    const required = table.find(key)?.requires;
    if (required !== undefined && given[required] === undefined) {
      complain(required, `missing property required by '${path ? `${path}.` : ""}${key}'`);
    }
  }
  for (const [key, fallback] of table.defaults) values[key] ??= fallback;
  return errors ? { values, errors } : { values };
}

/** What a value reads as, or what is wrong with it: in a list, with which item. */
type Result = { readonly value: unknown } | { readonly fault: string; readonly item?: number };

function checkOne(schema: Schema, raw: Raw, path: string): Result {
  if (schema.type === "array") return checkList(schema, raw, path);
  const isList = Array.isArray(raw);
  if (isList && !(typeof schema.format === "string" && schema.format.endsWith("-list"))) {
    return { fault: `type check ('${schema.type}') failed - got ARRAY` };
  }
  if (!isList && typeof raw === "object") return { fault: `type check ('${schema.type}') failed - got HASH` };
  if (typeof raw === "boolean" && schema.type !== "boolean") {
    return { fault: `type check ('${schema.type}') failed - got JSON::PP::Boolean` };
  }
  const text = isList ? raw.join(",") : raw === true ? "1" : raw === false ? "0" : String(raw);
  const fault = checkType(schema, text) ?? checkText(schema, text, path);
  return fault === undefined ? { value: typed(schema, text) } : { fault };
}

function checkList(schema: Schema, raw: Raw, path: string): Result {
  if (!Array.isArray(raw) && typeof raw === "object") return { fault: "type check ('array') failed" };
  const items = Array.isArray(raw) ? raw : [raw];
  const values: unknown[] = [];
  for (const [index, item] of items.entries()) {
    const result = schema.items ? checkOne(schema.items, item, `${path}[${index}]`) : { value: item };
    if ("fault" in result) return { ...result, item: index };
    values.push(result.value);
  }
  return { value: values };
}

const isInteger = /^[+-]?\d+$/;
const isNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function checkType(schema: Schema, text: string): string | undefined {
  const right =
    schema.type === "boolean"
      ? text === "1" || text === "0"
      : schema.type === "integer"
        ? isInteger.test(text)
        : schema.type === "number"
          ? isNumber.test(text)
          : true;
  return right ? undefined : `type check ('${schema.type}') failed - got '${text}'`;
}

const patterns = new Map<string, RegExp>();

function wholeMatch(pattern: string, text: string): boolean {
  let expression = patterns.get(pattern);
  if (!expression) {
    const insensitive = pattern.startsWith("(?^i:") || pattern.startsWith("(?i:");
    const body = pattern.replaceAll(/\(\?\^?[a-z]*:/g, "(?:");
    expression = new RegExp(`^(?:${body})$`, insensitive ? "i" : "");
    patterns.set(pattern, expression);
  }
  return expression.test(text);
}

function checkText(schema: Schema, text: string, path: string): string | undefined {
  const formatFault = schema.format === undefined ? undefined : faultOfFormat(schema.format, text, path);
  if (formatFault) return `invalid format - ${formatFault}\n`;
  if (schema.pattern !== undefined && !wholeMatch(schema.pattern, text))
    return "value does not match the regex pattern";
  if (schema.maxLength !== undefined && text.length > schema.maxLength) {
    return `value may only be ${schema.maxLength} characters long`;
  }
  if (schema.minLength !== undefined && text.length < schema.minLength) {
    return `value must be at least ${schema.minLength} characters long`;
  }
  if (schema.maximum !== undefined && Number(text) > schema.maximum)
    return `value must have a maximum value of ${schema.maximum}`;
  if (schema.minimum !== undefined && Number(text) < schema.minimum)
    return `value must have a minimum value of ${schema.minimum}`;
  if (schema.enum && !schema.enum.includes(text)) {
    return `value '${text}' does not have a value in the enumeration '${schema.enum.join(", ")}'`;
  }
  return undefined;
}

function faultOfFormat(format: string | Fields, text: string, path: string): string | undefined {
  if (typeof format === "string") return checkFormat(format, text);
  try {
    parseProperties(format, text, path);
    return undefined;
  } catch (error) {
    if (error instanceof PropertyStringError) return error.message;
    throw error;
  }
}

function typed(schema: Schema, text: string): unknown {
  if (schema.type === "boolean") return text === "1";
  return schema.type === "integer" || schema.type === "number" ? Number(text) : text;
}
