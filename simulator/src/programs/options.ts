/**
 * Options and operands of Proxmox's own programs, which become parameters of the API.
 * Source: PVE::JSONSchema, get_options, with the behaviour of Getopt::Long that it relies on.
 */
import { schemaOf } from "../schema/check.ts";
import type { Fields, Schema } from "../schema/schema.ts";
import { misuse } from "./program-error.ts";

export interface CommandLine {
  /** Parameters that may stand without their name, in this order; `extra-args` as the last takes all that is left. */
  readonly operands: readonly string[];
  /** Parameters that the program itself sets. */
  readonly fixed?: readonly string[];
}

export type Given = Record<string, string | readonly string[]>;

const yes = /^(?:1|true|yes|on|)$/i;
const no = /^(?:0|false|no|off)$/i;

/** @throws ProgramError in Proxmox's words */
export function parseOptions(args: readonly string[], fields: Fields, { operands, fixed = [] }: CommandLine): Given {
  const given: Given = {};
  const rest: string[] = [];
  const faults: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] as string;
    if (arg === "--") {
      rest.push(...args.slice(at + 1));
      break;
    }
    const [, written, attached] = /^--?([^-=][^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
    if (written === undefined) {
      rest.push(arg);
      // What runs inside a guest has options of its own.
      if (operands[rest.length] === "extra-args") {
        rest.push(...args.slice(at + 1 + (args[at + 1] === "--" ? 1 : 0)));
        break;
      }
      continue;
    }
    const name = nameOf(fields, written, fixed);
    if (typeof name !== "string") {
      faults.push(name.fault);
      continue;
    }
    const schema = schemaOf(fields, name) as Schema;
    let value = attached;
    if (value === undefined && takesNext(schema, args[at + 1])) {
      at += 1;
      value = args[at];
    }
    if (value === undefined && schema.type !== "boolean") faults.push(`Option ${name} requires an argument`);
    else given[name] = together(schema, given[name], value ?? "");
  }
  if (faults.length > 0) throw misuse([...faults, "400 unable to parse option"].join("\n"));
  return withOperands(given, rest, fields, operands);
}

/** A name may be written short as long as it is the only one of its beginning, and in any case. */
function nameOf(fields: Fields, written: string, fixed: readonly string[]): string | { readonly fault: string } {
  const key = written.toLowerCase();
  const known = Object.keys(fields).filter((name) => !name.endsWith("[n]") && !fixed.includes(name));
  const exact = known.find((name) => name.toLowerCase() === key);
  if (exact !== undefined) return exact;
  if (schemaOf(fields, key) && !fixed.includes(key)) return key;
  const longer = known.filter((name) => name.toLowerCase().startsWith(key)).sort();
  const [only] = longer;
  if (only !== undefined && longer.length === 1) return only;
  return {
    fault: longer.length > 1 ? `Option ${written} is ambiguous (${longer.join(", ")})` : `Unknown option: ${written}`,
  };
}

/** A boolean may stand alone; any other option takes whatever comes next. */
const takesNext = (schema: Schema, next: string | undefined): boolean =>
  next !== undefined && (schema.type !== "boolean" || !next.startsWith("-"));

const isList = (schema: Schema): boolean =>
  schema.type === "array" || (typeof schema.format === "string" && schema.format.endsWith("-list"));

function together(schema: Schema, before: Given[string] | undefined, value: string): Given[string] {
  if (schema.type === "boolean") {
    if (yes.test(value)) return "1";
    if (no.test(value)) return "0";
    throw misuse("400 unable to parse boolean option");
  }
  if (before === undefined || !isList(schema)) return schema.type === "array" ? [value] : value;
  return Array.isArray(before) ? [...before, value] : `${before},${value}`;
}

function withOperands(given: Given, rest: readonly string[], fields: Fields, operands: readonly string[]): Given {
  const named: Given = { ...given };
  for (const [index, name] of operands.entries()) {
    if (name === "extra-args") {
      named[name] = rest.slice(index);
      return named;
    }
    const value = rest[index];
    if (value !== undefined) named[name] = value;
    else if (!schemaOf(fields, name)?.optional && named[name] === undefined) throw misuse("400 not enough arguments");
  }
  if (rest.length > operands.length) throw misuse("400 too many arguments");
  return named;
}
