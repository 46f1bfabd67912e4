import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Image } from "../lab.ts";
import type { Builder } from "../recipe.ts";
import { rolesOf } from "./roles.ts";
import { packerTemplates } from "./templates.ts";
import type { PackerKind } from "./variables.ts";

/** Everything that an image is built from. The same inputs need no second build. */
export interface BuildInputs {
  /** `sha256:…` over the recipe, the Packer at hand and the tools: what differs here is reason to build again. */
  readonly digest: string;
  /** `sha256:…` over base, templates and files alone: the same on every machine, so a release can be told to be stale. */
  readonly recipe: string;
  /** Digest of the base: its pinned checksum, or `packages:<suite>` where it is made here. */
  readonly base: string;
  /** SHA-256 of each file, by its path from the lab's root: steps, roles, and what a base is made from. */
  readonly files: Readonly<Record<string, string>>;
  readonly tools: Readonly<Record<string, string>>;
}

export interface InputsRequest {
  readonly builder: Builder;
  /** What Packer is at hand; of no matter to `cloud-download`. */
  readonly packer: PackerKind;
  /** Versions of the programs that build, such as `{ packer: "1.6.6" }`. */
  readonly tools: Readonly<Record<string, string>>;
}

/** Reads and hashes the inputs of an image. Comments in `image.yaml`, releases and channels are none. */
export function buildInputs(root: string, image: Image, { builder, packer, tools }: InputsRequest): BuildInputs {
  const { base } = image.recipe;
  const files = Object.fromEntries(
    inputFiles(root, image).map((file) => [file, sha256(readFileSync(join(root, file)))]),
  );
  const recipe = digestOf({ builder, template: templateOf(image, builder), files });
  return {
    digest: digestOf({ recipe, packer, tools: sorted(tools) }),
    recipe,
    base: base.from === "download" ? base.checksum : `packages:${base.suite}`,
    files,
    tools,
  };
}

/** The key of a build and the number of a release are no inputs: each build has its own. */
function templateOf(image: Image, builder: Builder): unknown {
  const { disk, firmware, machine, recipe } = image;
  if (builder === "cloud-download") return { disk, firmware, machine, base: recipe.base };
  return [...packerTemplates(image, { builder, release: "v0.0.0", packer: "plugins", buildKey: "" })];
}

/** Steps, what playbooks use, and where the base is made here, the folder that makes it. Sorted. */
function inputFiles(root: string, { name, recipe }: Image): string[] {
  const steps = recipe.provisioners.flatMap(({ kind, file }) =>
    kind === "script" ? [file] : [file, ...rolesOf(root, file).flatMap((role) => filesBelow(root, role))],
  );
  const base = recipe.base.from === "packages" ? filesBelow(root, `images/${name}/base`) : [];
  return [...new Set([...steps, ...base])].sort();
}

function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file}`)
    .filter((file) => statSync(join(root, file)).isFile());
}

function sorted(tools: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tools).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function digestOf(value: unknown): string {
  return `sha256:${sha256(JSON.stringify(value))}`;
}

function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
