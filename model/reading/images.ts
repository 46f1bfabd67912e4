import type { ImageDraft } from "../draft.ts";
import type { Fault } from "../fault.ts";
import { emptySource } from "../files/yaml-source.ts";
import type { Image } from "../lab.ts";
import { type ChannelsFile, channels, type ImageFile, image as imageSchema } from "../schemas/image.ts";
import { type LabDocument, readDocument } from "./document.ts";
import { foldersIn, yamlFilesIn } from "./folder.ts";
import { readReleases } from "./releases.ts";

/** The images of a lab, and what is wrong in their files. */
export interface ImagesReading {
  readonly images: ReadonlyMap<string, ImageDraft>;
  readonly faults: readonly Fault[];
  readonly placeholders: readonly Fault[];
}

/** Reads every folder of `images/`. Of a release only the templates of the given site become part of the lab. */
export function readImages(root: string, site: string): ImagesReading {
  const readings = foldersIn(root, "images").map((name) => readImage(root, name, site));
  return {
    images: new Map(readings.map(({ draft }) => [draft.name, draft])),
    faults: readings.flatMap(({ faults }) => faults),
    placeholders: readings.flatMap(({ placeholders }) => placeholders),
  };
}

function readImage(root: string, name: string, site: string) {
  const folder = `images/${name}`;
  const own = readDocument(root, `${folder}/image.yaml`, () => imageSchema);
  const pointers = readChannels(root, folder);
  const releases = readReleases(root, name, site);
  const draft: ImageDraft = {
    name,
    channels: { source: pointers.source, whole: pointers.faults.length === 0, ...pointers.value },
    releases: releases.drafts,
  };
  const image = own.faults.length === 0 ? toImage(draft, own.value as ImageFile) : undefined;
  const parts = [own, pointers, releases];
  return {
    draft: image ? { ...draft, image } : draft,
    faults: parts.flatMap(({ faults }) => faults),
    placeholders: parts.flatMap(({ placeholders }) => placeholders),
  };
}

/** An image without `channels.yaml` has no channels. */
function readChannels(root: string, folder: string): LabDocument<ChannelsFile> {
  const file = `${folder}/channels.yaml`;
  if (yamlFilesIn(root, folder).names.includes("channels")) return readDocument(root, file, () => channels);
  return { source: emptySource(file), value: {}, faults: [], placeholders: [] };
}

function toImage({ name, releases, channels }: ImageDraft, file: ImageFile): Image {
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
    ...(file.k3s !== undefined && { k3s: file.k3s }),
    releases: [...releases.values()].flatMap((release) =>
      release.templates.map(({ index: _, ...template }) => template),
    ),
    channels: {
      ...(channels.stable !== undefined && { stable: channels.stable }),
      ...(channels.candidate !== undefined && { candidate: channels.candidate }),
    },
  };
}
