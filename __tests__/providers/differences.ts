import { isDeepStrictEqual } from "node:util";
import { snakeCase, type Table } from "../../providers/schema.ts";

/** A block as `tofu providers schema -json` describes it. */
export interface SchemaBlock {
  readonly attributes?: Record<string, SchemaAttribute>;
  readonly block_types?: Record<string, { nesting_mode: string; max_items?: number; block: SchemaBlock }>;
}

interface SchemaAttribute {
  readonly type: unknown;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly deprecated?: boolean;
}

/** Where a table says other than the provider, one line each; nothing where they agree. */
export function differences(table: Table, schema: SchemaBlock, at = ""): string[] {
  const named = Object.entries(table).map(([name, entry]) => [snakeCase(name), entry] as const);
  return [
    ...named.flatMap(([name, entry]) =>
      entry.kind === "attribute"
        ? attributeDifferences(entry, schema.attributes?.[name], at + name)
        : blockDifferences(entry, schema.block_types?.[name], at + name),
    ),
    ...missing(new Set(named.map(([name]) => name)), schema, at),
  ];
}

type Entry<K> = Extract<Table[string], { kind: K }>;

function attributeDifferences(ours: Entry<"attribute">, theirs: SchemaAttribute | undefined, at: string): string[] {
  if (!theirs) return [`${at}: the provider has no such attribute`];
  const facts = [
    ["type", ours.type.constraint, theirs.type],
    ["required", ours.required, theirs.required ?? false],
    ["optional", !ours.required, theirs.optional ?? false],
    ["computed", ours.computed, theirs.computed ?? false],
    ["deprecated", false, theirs.deprecated ?? false],
  ] as const;
  return facts
    .filter(([, our, their]) => !isDeepStrictEqual(our, their))
    .map(([fact, our, their]) => `${at}: ${fact} is ${JSON.stringify(their)}, not ${JSON.stringify(our)}`);
}

function blockDifferences(
  ours: Entry<"block">,
  theirs: NonNullable<SchemaBlock["block_types"]>[string] | undefined,
  at: string,
): string[] {
  if (!theirs) return [`${at}: the provider has no such block`];
  return [
    ...(theirs.nesting_mode === "list" ? [] : [`${at}: nesting is ${theirs.nesting_mode}, not list`]),
    ...((theirs.max_items !== 1) === ours.many ? [] : [`${at}: at most ${theirs.max_items ?? "any number"}`]),
    ...differences(ours.table, theirs.block, `${at}.`),
  ];
}

function missing(ours: ReadonlySet<string>, schema: SchemaBlock, at: string): string[] {
  return Object.entries(schema.attributes ?? {})
    .filter(([name, { required }]) => required && !ours.has(name))
    .map(([name]) => `${at}${name}: the provider requires it`);
}
