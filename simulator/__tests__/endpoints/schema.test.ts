import { describe, expect, test } from "@jest/globals";
import { endpoints } from "../../src/endpoints/index.ts";
import type { Endpoint } from "../../src/kernel/endpoint.ts";
import type { Fields, Schema } from "../../src/schema/schema.ts";
import { type OfficialMethod, type OfficialSchema, official, officialMethod } from "../official.ts";

const asNumber = (value: string | number | undefined) => (value === undefined ? undefined : Number(value));

/** What both sides say about a parameter, in the same words. */
function facts(schema: OfficialSchema | Schema): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify({
      type: schema.type ?? "string",
      optional: Boolean(schema.optional),
      minimum: asNumber(schema.minimum),
      maximum: asNumber(schema.maximum),
      minLength: asNumber(schema.minLength),
      maxLength: asNumber(schema.maxLength),
      enum: schema.enum ?? undefined,
      pattern: schema.pattern,
    }),
  );
}

/** Differences between our parameters and the official ones, one line each. */
function differences(ours: Fields, theirs: Record<string, OfficialSchema>, at = ""): string[] {
  const lines: string[] = [];
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const [our, their] = [ours[key], theirs[key]];
    const name = `${at}${key}`;
    if (!our) lines.push(`${name}: missing here`);
    else if (!their) lines.push(`${name}: unknown to Proxmox`);
    else if (!(our.alias && their.alias)) {
      const [mine, official] = [facts(our), facts(their)];
      for (const fact of Object.keys({ ...mine, ...official })) {
        if (JSON.stringify(mine[fact]) !== JSON.stringify(official[fact])) {
          lines.push(`${name}: ${fact} is ${JSON.stringify(mine[fact])}, in Proxmox ${JSON.stringify(official[fact])}`);
        }
      }
      lines.push(...formatDifferences(our.format, their.format, name));
    }
  }
  return lines;
}

function formatDifferences(ours: Schema["format"], theirs: OfficialSchema["format"], name: string): string[] {
  if (typeof ours === "object" && typeof theirs === "object") return differences(ours, theirs, `${name}.`);
  // A property string that Proxmox's schema only names has no keys there to compare with.
  if (typeof ours === "object" && typeof theirs === "string") return [];
  return ours === theirs ? [] : [`${name}: format is ${JSON.stringify(ours)}, in Proxmox ${JSON.stringify(theirs)}`];
}

const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`;

/** The pathParameters of volumes differ by name only where Proxmox takes a volume with or without its storage. */
function compare(endpoint: Endpoint, method: OfficialMethod): string[] {
  const theirs = { permission: method.permissions ?? null, ours: endpoint.permission };
  const permission =
    JSON.stringify(theirs.permission) === JSON.stringify(theirs.ours)
      ? []
      : [`permission is ${JSON.stringify(theirs.ours)}, in Proxmox ${JSON.stringify(theirs.permission)}`];
  const isOpen = method.additional === undefined;
  const additional = isOpen === (endpoint.additional ?? false) ? [] : [`takes other parameters in Proxmox: ${isOpen}`];
  return [...differences(endpoint.parameters, method.parameters ?? {}), ...permission, ...additional];
}

describe("the declared endpoints", () => {
  test("are declared once each", () => {
    const names = endpoints.map(nameOf);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  const when = official ? test : test.skip;
  when.each(endpoints.map((endpoint) => [nameOf(endpoint), endpoint] as const))(
    "%s takes what Proxmox 9.1 takes, from whom it takes it (Proxmox's schema at hand)",
    (name, endpoint) => {
      const method = officialMethod(name);
      expect(method ? compare(endpoint, method) : ["is no method of Proxmox"]).toEqual([]);
    },
  );
});
