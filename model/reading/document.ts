import type { z } from "zod";
import type { Fault } from "../fault.ts";
import { readText } from "../files/read-text.ts";
import { emptySource, parseYaml, type Source } from "../files/yaml-source.ts";
import { placeholdersIn } from "../placeholders.ts";
import { readBySchema } from "../schemas/read.ts";

/** One file of a lab, as far as it could be understood. */
export interface LabDocument<T> {
  /** Says nothing where the file could not be read. */
  readonly source: Source;
  readonly value: Partial<T>;
  readonly faults: readonly Fault[];
  readonly placeholders: readonly Fault[];
}

/** Reads a file of the lab by the schema that its content asks for. */
export function readDocument<Schema extends z.ZodObject>(
  root: string,
  file: string,
  choose: (source: Source) => Schema | { readonly fault: Fault },
): LabDocument<z.output<Schema>> {
  const parsed = readYaml(root, file);
  if ("faults" in parsed) return { source: emptySource(file), value: {}, faults: parsed.faults, placeholders: [] };
  const { source } = parsed;
  const schema = choose(source);
  if ("fault" in schema) return { source, value: {}, faults: [schema.fault], placeholders: [] };
  return { source, ...readBySchema(schema, source), placeholders: placeholdersIn(source, schema) };
}

/** Reads a YAML file without asking what is in it. */
export function readYaml(root: string, file: string): { source: Source } | { faults: readonly Fault[] } {
  const read = readText(root, file);
  return "fault" in read ? { faults: [read.fault] } : parseYaml(file, read.text);
}
