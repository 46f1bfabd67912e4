import type { ImageDraft, ReleaseDraft } from "../draft.ts";
import type { Fault } from "../fault.ts";
import type { Image, Release } from "../lab.ts";
import { channels, type ImageFile, image as imageSchema, type ReleaseFile, releaseFile } from "../schemas/image.ts";
import { type LabDocument, readDocument } from "./document.ts";
import { foldersIn, yamlFilesIn } from "./folder.ts";

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
  const files = yamlFilesIn(root, `${folder}/releases`);
  const releases = files.names.map((version) => readRelease(root, folder, version));
  const hasChannels = yamlFilesIn(root, folder).names.includes("channels");
  const pointers = hasChannels ? readDocument(root, `${folder}/channels.yaml`, () => channels) : undefined;
  const documents = [own, ...releases.map(({ document }) => document), ...(pointers ? [pointers] : [])];
  const drafts = releases.flatMap(({ version, document }) => toReleaseDraft(name, version, site, document));
  const draft: ImageDraft = {
    name,
    ...(own.source && { source: own.source }),
    ...(own.faults.length === 0 && { image: toImage(name, own.value as ImageFile, drafts, pointers?.value ?? {}) }),
    releases: new Map(drafts.map((release) => [release.version, release])),
    channels: { ...(pointers?.source && { source: pointers.source }), ...pointers?.value },
  };
  return {
    draft,
    faults: [...files.faults, ...releases.flatMap((r) => r.nameFaults), ...documents.flatMap(({ faults }) => faults)],
    placeholders: documents.flatMap(({ placeholders }) => placeholders),
  };
}

function readRelease(root: string, folder: string, version: string) {
  const file = `${folder}/releases/${version}.yaml`;
  const proper = /^v\d+\.\d+\.\d+$/.test(version);
  const message = "is no name for a release; name it after its version, such as v1.0.0.yaml";
  const nameFaults = proper ? [] : [{ at: { file, line: 1, column: 1 }, message }];
  return { version, document: readDocument(root, file, () => releaseFile), nameFaults };
}

function toReleaseDraft(
  image: string,
  version: string,
  site: string,
  { source, value, faults }: LabDocument<ReleaseFile>,
): ReleaseDraft[] {
  if (!source) return [];
  if (faults.length > 0) return [{ version, source, templates: [], whole: false }];
  const { name, disk, k3s, digest, templates } = value as ReleaseFile;
  const here = templates.flatMap((template, index) => (template.site === site ? { ...release(template), index } : []));
  return [{ version, source, templates: here, whole: true }];

  function release({ id, node, storage }: ReleaseFile["templates"][number]): Release {
    return { image, version, template: { id, name, node, storage }, disk, ...(k3s !== undefined && { k3s }), digest };
  }
}

function toImage(name: string, file: ImageFile, releases: readonly ReleaseDraft[], pointers: Image["channels"]): Image {
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
    releases: releases.flatMap(({ templates }) => templates.map(({ index: _, ...release }) => release)),
    channels: pointers,
  };
}
