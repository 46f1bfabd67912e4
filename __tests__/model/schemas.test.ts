import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { z } from "zod";
import { jsonSchemas } from "../../model/schemas/all.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const schemas = jsonSchemas();

test("the schemas that editors read are what the model says", () => {
  const written = readdirSync(join(root, "schemas"));
  expect(written.sort()).toEqual(
    Object.keys(schemas)
      .map((name) => `${name}.json`)
      .sort(),
  );
  for (const [name, schema] of Object.entries(schemas))
    expect(JSON.parse(readFileSync(join(root, `schemas/${name}.json`), "utf8"))).toEqual(schema);
});

describe("every file of the lab", () => {
  const files = ["personas", "images"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.yaml$/.test(file) && !/user-data\/|playbooks\//.test(file))
      .map((file) => join(folder, file)),
  );

  test.each(files)("%s names its schema in the first line and keeps to it", (file) => {
    const text = readFileSync(join(root, file), "utf8");
    const [, reference = ""] = /^# yaml-language-server: \$schema=(\S+)$/m.exec(text.split("\n")[0] ?? "") ?? [];
    const schema = relative(root, resolve(root, dirname(file), reference));
    const json = JSON.parse(readFileSync(join(root, schema), "utf8"));
    expect(z.fromJSONSchema(json).safeParse(parse(text)).error?.issues).toBeUndefined();
  });
});

test("every field has a description, and what may be left out says what it is then", () => {
  const silent = Object.entries(schemas).flatMap(([name, schema]) => undescribed(schema as Described, name));
  expect(silent).toEqual([]);
});

interface Described {
  readonly description?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly required?: readonly string[];
  readonly items?: Described;
  readonly additionalProperties?: Described | boolean;
  readonly oneOf?: readonly Described[];
}

function undescribed(schema: Described, path: string): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const text = field.description ?? "";
    const told =
      schema.required?.includes(key) ||
      /Default: |; this or /.test(text) ||
      key === "model" ||
      /^(path|pool)$/.test(key);
    return [...(text && told ? [] : [`${path}.${key}`]), ...undescribed(field, `${path}.${key}`)];
  });
  const inner = [schema.items, schema.additionalProperties].flatMap((part) =>
    typeof part === "object" ? undescribed(part, `${path}[]`) : [],
  );
  return [...own, ...inner, ...(schema.oneOf ?? []).flatMap((part) => undescribed(part, path))];
}
