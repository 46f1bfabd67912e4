import { jsonSchemas } from "../../model/schemas/all.ts";

/** The parts of a JSON Schema that a reference page shows. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

/** Where each kind of file stands. */
const places: Readonly<Record<string, string>> = {
  site: "personas/<site>/site.yaml",
  persona: "personas/<site>/<guest>.yaml",
  image: "images/<image>/image.yaml",
  release: "images/<image>/releases/<version>.yaml",
  channels: "images/<image>/channels.yaml",
};

/** The reference page of the YAML files: every field, from the schemas that also check them. */
export function filesPage(): string {
  const sections = Object.entries(jsonSchemas() as Record<string, Schema>).flatMap(([name, schema]) => [
    `## \`${places[name] ?? name}\``,
    ...variants(schema).map(({ title, fields }) => [title, table(fields)].filter(Boolean).join("\n\n")),
  ]);
  return `${["# Files", "Made from the schemas by `strata reference`; edits here are lost.", ...sections].join("\n\n")}\n`;
}

/** A file that comes in kinds has a table for each. */
function variants(schema: Schema): { title: string; fields: Field[] }[] {
  if (!schema.oneOf) return [{ title: "", fields: fieldsOf(schema, "") }];
  return schema.oneOf.map((variant) => {
    const kind = variant.properties?.kind;
    return { title: `### \`kind: ${kind?.const}\`\n\n${kind?.description ?? ""}`, fields: fieldsOf(variant, "") };
  });
}

interface Field {
  readonly path: string;
  readonly type: string;
  readonly needed: boolean;
  readonly text: string;
}

function fieldsOf(schema: Schema, prefix: string): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const path = `${prefix}${key}`;
    const field = { path, type: typeOf(value), needed: schema.required?.includes(key) ?? false, text: textOf(value) };
    return [field, ...inside(value, path)];
  });
}

/** Fields of an object, of each entry of a map, and of each item of a list. */
function inside(schema: Schema, path: string): Field[] {
  const entries = typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
  return [
    ...fieldsOf(schema, `${path}.`),
    ...(entries ? fieldsOf(entries, `${path}.<name>.`) : []),
    ...(schema.items ? fieldsOf(schema.items, `${path}[].`) : []),
    ...(schema.anyOf ?? []).flatMap((choice) => inside(choice, path)),
  ];
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(" or ");
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  if (schema.type === "object") return schema.properties ? "fields" : "map";
  const range = schema.maximum === undefined ? "" : ` ${schema.minimum ?? 0} to ${schema.maximum}`;
  return `${schema.type ?? "value"}${range}`;
}

function textOf(schema: Schema): string {
  const text = schema.description ?? "";
  if (schema.default === undefined || text.includes("Default:")) return text;
  return `${text}. Default: ${JSON.stringify(schema.default)}`;
}

function table(fields: readonly Field[]): string {
  const rows = fields.map(({ path, type, needed, text }) => {
    const cells = [`\`${path}\``, type, needed ? "must" : "may", text];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  });
  return ["| field | value | | meaning |", "|---|---|---|---|", ...rows].join("\n");
}
