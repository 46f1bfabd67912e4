import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { Image } from "../../../model/lab.ts";
import { packerTemplates } from "../../../model/packer/templates.ts";
import type { PackerBuilder, PackerKind } from "../../../model/packer/variables.ts";
import { buildKey, imageNamed } from "./images.ts";

/** What a plugin takes: a type, or a block with options of its own, once or several times. */
type Option = string | { readonly block: Options } | { readonly blocks: Options };
type Options = { readonly [name: string]: Option };

/** Every option of the plugins at these versions, from the specifications that they publish for Packer itself. */
const documented = JSON.parse(readFileSync(new URL("options.json", import.meta.url), "utf8")) as Record<
  string,
  Options
>;

const builds: readonly [Image, PackerBuilder, PackerKind][] = [
  [imageNamed("alma9-k3s-optimized"), "qemu", "plugins"],
  [imageNamed("alma9-k3s-optimized"), "proxmox-iso", "plugins"],
  [overCd(imageNamed("alma9-k3s-optimized")), "qemu", "plugins"],
  [overCd(imageNamed("alma9-k3s-optimized")), "proxmox-iso", "plugins"],
  [imageNamed("debian13-docker"), "qemu", "plugins"],
];

describe("every name and type in the template is one that the plugin documents:", () => {
  test.each(
    builds.map(([image, builder, packer]) => ({ name: image.name, image, builder, packer })),
  )("$name by $builder", ({ image, builder, packer }) => {
    const { source, build } = template(image, builder, packer);
    expect(strangers(source[builder].image, optionsOf(builder))).toEqual([]);
    const playbooks = build[0].provisioner.flatMap((step: { ansible?: object }) => step.ansible ?? []);
    for (const playbook of playbooks) expect(strangers(playbook, optionsOf("ansible"))).toEqual([]);
  });
});

test("every variable that a template uses is declared, and none is declared that it does not use", () => {
  for (const [image, builder, packer] of builds) {
    const files = packerTemplates(image, { release: "v1.0.0", builder, packer, buildKey });
    const used = [...(files.get("image.pkr.json") ?? "").matchAll(/\$\{var\.(\w+)\}/g)].map(([, name]) => name);
    const declared = Object.keys(JSON.parse(files.get("variables.pkr.json") ?? "").variable);
    expect([...new Set(used)].sort()).toEqual(declared.sort());
  }
});

test("a misspelt option would be found", () => {
  const options = optionsOf("proxmox-iso");
  expect(strangers({ efi_confg: {}, efi_config: { efi_storage: "x" }, disks: [{ size: "1G" }] }, options)).toEqual([
    "efi_confg is no option",
    "efi_config.efi_storage is no option",
    "disks.size is no option",
  ]);
  expect(strangers({ cores: "two", http_directory: 7 }, options)).toEqual([
    "cores must be number, not two",
    "http_directory must be string, not 7",
  ]);
});

function template(image: Image, builder: PackerBuilder, packer: PackerKind) {
  const files = packerTemplates(image, { release: "v1.0.0", builder, packer, buildKey });
  return JSON.parse(files.get("image.pkr.json") ?? "");
}

function overCd(image: Image): Image {
  const { kickstart } = image.recipe;
  if (!kickstart) throw new Error(`${image.name} has no answers`);
  return { ...image, recipe: { ...image.recipe, kickstart: { ...kickstart, over: "OEMDRV" } } };
}

function optionsOf(plugin: string): Options {
  const [found] = Object.entries(documented).filter(([name]) => name.split(" ")[0] === plugin);
  if (!found) throw new Error(`options.json does not know ${plugin}`);
  return found[1];
}

/** What a plugin would refuse, each as one line. */
function strangers(given: object, options: Options, path = ""): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const option = options[name];
    const at = `${path}${name}`;
    if (option === undefined) return `${at} is no option`;
    if (typeof option === "string") return fits(value, option) ? [] : `${at} must be ${option}, not ${value}`;
    const blocks = Array.isArray(value) ? value : [value];
    return blocks.flatMap((block) => strangers(block, "block" in option ? option.block : option.blocks, `${at}.`));
  });
}

/** A variable is text whatever it becomes: Packer turns it into a number. */
function fits(value: unknown, type: string): boolean {
  if (typeof value === "string" && value.startsWith("${var.")) return true;
  if (type.startsWith("list of ")) return Array.isArray(value) && value.every((item) => fits(item, type.slice(8)));
  return type === "bool" ? typeof value === "boolean" : typeof value === type;
}
