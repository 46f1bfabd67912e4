import type { ImageDraft } from "../draft.ts";
import type { Fault } from "../fault.ts";
import { readText } from "../files/read-text.ts";
import { emptySource } from "../files/yaml-source.ts";
import type { Image } from "../lab.ts";
import { bakedFaults } from "../packer/bakes.ts";
import { rolesOf } from "../packer/roles.ts";
import type { Recipe } from "../recipe.ts";
import { type ImageFile, image as imageSchema } from "../schemas/image.ts";
import { type ChannelsFile, channels } from "../schemas/release.ts";
import { type LabDocument, readDocument } from "./document.ts";
import { foldersIn, yamlFilesIn } from "./folder.ts";
import { readRecipe } from "./recipe.ts";
import { readReleases } from "./releases.ts";

/** The folder of `images/` that is no image: steps that several of them share. */
export const sharedFolder = "shared";

/** The images of a lab, and what is wrong in their files. */
export interface ImagesReading {
  readonly images: ReadonlyMap<string, ImageDraft>;
  readonly faults: readonly Fault[];
  /** Of releases and channels; those of an `image.yaml` stop only its build, and are kept with its recipe. */
  readonly placeholders: readonly Fault[];
}

/** Reads every folder of `images/`. Of a release only the templates of the given site become part of the lab. */
export function readImages(root: string, site: string): ImagesReading {
  const names = foldersIn(root, "images").filter((name) => name !== sharedFolder);
  const readings = names.map((name) => readImage(root, name, site));
  return {
    images: new Map(readings.map(({ draft }) => [draft.name, draft])),
    faults: [...readings.flatMap(({ faults }) => faults), ...readBaked(root, readings)],
    placeholders: readings.flatMap(({ placeholders }) => placeholders),
  };
}

/** What the steps of all images bake, each step once however many images share it. */
function readBaked(root: string, readings: readonly { readonly draft: ImageDraft }[]): Fault[] {
  const files = readings.flatMap(({ draft: { image } }) => {
    if (!image) return [];
    const { provisioners, kickstart } = image.recipe;
    const playbooks = provisioners.filter(({ kind }) => kind === "playbook");
    const roles = playbooks.flatMap(({ file }) => rolesOf(root, file)).map((role) => `${role}/tasks/main.yaml`);
    return [...provisioners.map(({ file }) => file), ...(kickstart ? [kickstart.file] : []), ...roles];
  });
  return [...new Set(files)].flatMap((file) => {
    const read = readText(root, file);
    return "text" in read ? bakedFaults(file, read.text) : [];
  });
}

function readImage(root: string, name: string, site: string) {
  const folder = `images/${name}`;
  const own = readDocument(root, `${folder}/image.yaml`, () => imageSchema);
  const pointers = readChannels(root, folder);
  const releases = readReleases(root, name, site);
  const draft: ImageDraft = {
    name,
    source: own.source,
    channels: {
      source: pointers.source,
      whole: pointers.faults.length === 0,
      ...pointers.value,
      promotions: pointers.value.promotions ?? [],
    },
    releases: releases.drafts,
  };
  const file = own.faults.length === 0 ? (own.value as ImageFile) : undefined;
  const recipe = file && readRecipe(root, folder, file, own);
  const parts = [own, pointers, releases, ...(recipe ? [recipe] : [])];
  return {
    draft: file && recipe ? { ...draft, image: toImage(draft, file, recipe.recipe) } : draft,
    faults: parts.flatMap(({ faults }) => faults),
    placeholders: [pointers, releases].flatMap(({ placeholders }) => placeholders),
  };
}

/** An image without `channels.yaml` has no channels. */
function readChannels(root: string, folder: string): LabDocument<ChannelsFile> {
  const file = `${folder}/channels.yaml`;
  if (yamlFilesIn(root, folder).names.includes("channels")) return readDocument(root, file, () => channels);
  return { source: emptySource(file), value: {}, faults: [], placeholders: [] };
}

function toImage({ name, releases, channels }: ImageDraft, file: ImageFile, recipe: Recipe): Image {
  const promised = new Set(file.guarantees);
  return {
    name,
    os: file.os,
    arch: file.arch,
    firmware: file.firmware,
    machine: file.machine,
    cpuLevel: file.cpu,
    disk: file.disk,
    guarantees: {
      agent: promised.has("agent"),
      cloudInit: promised.has("cloud-init"),
      python: promised.has("python"),
      sudo: promised.has("sudo"),
    },
    ...(file.k3s !== undefined && { k3s: file.k3s.version }),
    recipe,
    releases: [...releases.values()].flatMap((release) =>
      release.templates.map(({ index: _, ...template }) => template),
    ),
    channels: {
      ...(channels.stable !== undefined && { stable: channels.stable }),
      ...(channels.candidate !== undefined && { candidate: channels.candidate }),
      promotions: channels.promotions,
    },
  };
}
