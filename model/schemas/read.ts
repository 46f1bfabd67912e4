import type { output, ZodObject, ZodRecord, ZodType } from "zod";
import * as z from "zod";
import type { Fault } from "../fault.ts";
import type { Source } from "../files/yaml-source.ts";
import { faultsFrom } from "./wording.ts";

/** What could be understood of a file: every top-level field that is right, and the faults of the others. */
export interface Reading<T> {
  readonly value: Partial<T>;
  readonly faults: readonly Fault[];
}

/**
 * Reads a file by its schema. A fault in one field does not hide the others, so that all rules can still judge what is
 * right; of a map of named things (nodes, storages) the right entries remain.
 */
export function readBySchema<Schema extends ZodObject>(schema: Schema, source: Source): Reading<output<Schema>> {
  const result = schema.safeParse(source.value);
  if (result.success) return { value: result.data, faults: [] };
  const given = source.value as Record<string, unknown>;
  const value: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(schema.shape as Readonly<Record<string, ZodType>>)) {
    const right = field instanceof z.ZodRecord ? rightEntries(field, given[key]) : field.safeParse(given[key]).data;
    if (right !== undefined) value[key] = right;
  }
  return { value: value as Partial<output<Schema>>, faults: faultsFrom(result.error.issues, source, schema) };
}

function rightEntries(record: ZodRecord, given: unknown): Record<string, unknown> | undefined {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return undefined;
  const entries = Object.entries(given).flatMap(([name, entry]) => {
    const result = record.safeParse({ [name]: entry });
    return result.success ? Object.entries(result.data) : [];
  });
  return Object.fromEntries(entries);
}
