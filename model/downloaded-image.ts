import { exitCodes, StrataError } from "./exit.ts";
import type { Image, Lab, Release, Storage } from "./lab.ts";
import { buildInputs } from "./packer/inputs.ts";
import type { DownloadedBase } from "./recipe.ts";
import { releasePath, releaseToBuild } from "./release-to-build.ts";
import { templateName } from "./template-name.ts";

/** An image whose templates Proxmox makes of a vendor's disk that it fetches itself. */
export interface DownloadedImage {
  readonly builder: "cloud-download";
  readonly image: string;
  readonly contract: Pick<Image, "os" | "firmware" | "machine" | "cpuLevel" | "guarantees">;
  /** Those in service before `current`, the oldest first. */
  readonly kept: readonly DownloadedRelease[];
  /** The release that the recipe belongs to. */
  readonly current: DownloadedRelease;
}

export interface DownloadedRelease {
  /** `v1.0.0` */
  readonly release: string;
  /** Name of its templates in Proxmox. */
  readonly template: string;
  readonly url: string;
  /** `sha256:…` or `sha512:…` of the disk, as its vendor lists it. */
  readonly checksum: string;
  /** Bytes of the boot disk. */
  readonly disk: number;
  /** File that records it, from the lab's root. */
  readonly releaseFile: string;
  readonly places: readonly DownloadPlace[];
}

/** Where a template stands, once a node. */
export interface DownloadPlace {
  readonly node: string;
  readonly storage: string;
  readonly id: number;
  /** Storage of the node that takes the disk as it is fetched. */
  readonly landing: string;
}

/** What Proxmox fetches for an image; undefined for one that is built otherwise. */
export function downloadedBase({ recipe: { base, builders } }: Image): DownloadedBase | undefined {
  return base.from === "download" && builders.includes("cloud-download") ? base : undefined;
}

/** `sha256:…` of all that makes such a template what it is. */
export function downloadRecipe(root: string, image: Image): string {
  return buildInputs(root, image, { builder: "cloud-download", packer: "plugins", tools: {} }).recipe;
}

/** The storage of a node that takes disks as they are fetched, for `import-from` (since Proxmox VE 8.4). */
export function landingStorage(storages: readonly Storage[], node: string): Storage | undefined {
  return storages.find(({ content, nodes }) => content.includes("import") && nodes.includes(node));
}

/**
 * What a site is to hold of such an image: each release that was made and not retired, as its file records it, and the one
 * that the recipe belongs to. Undefined where Packer builds it, or no release has a place on the site.
 *
 * @param numbers gives numbers that nobody has, for the templates of a release that has no file yet
 * @throws StrataError 1 where they run out
 */
export function downloadedImage(
  root: string,
  lab: Lab,
  image: Image,
  numbers: Iterator<number, undefined>,
): DownloadedImage | undefined {
  const base = downloadedBase(image);
  const inService = image.releases.filter(({ retired }) => retired === undefined);
  const newest = inService.at(-1)?.version;
  if (!base || newest === undefined) return undefined;
  const version = releaseToBuild(root, image.name, downloadRecipe(root, image));
  const at = (release: string) =>
    inService.filter(({ version }) => version === release).map(({ template }) => template);
  const own = at(version);
  const places = own.length > 0 ? own : at(newest).map((place) => ({ ...place, id: nextNumber(lab, numbers) }));
  const { os, firmware, machine, cpuLevel, guarantees } = image;
  return {
    builder: "cloud-download",
    image: image.name,
    contract: { os, firmware, machine, cpuLevel, guarantees },
    kept: keptReleases(lab, inService, version),
    current: {
      ...{ release: version, template: templateName(image, version), disk: image.disk },
      ...{ url: base.url, checksum: base.checksum, releaseFile: releasePath(image.name, version) },
      places: landed(lab, places),
    },
  };
}

/** A release is one content for ever: what an older one is made of stands in its own file. */
function keptReleases(lab: Lab, inService: readonly Release[], current: string): DownloadedRelease[] {
  const older = inService.filter(({ version }) => version !== current);
  const first = older.filter(
    (release, index) => older.findIndex(({ version }) => version === release.version) === index,
  );
  return first.flatMap(({ image, version, built, digest, disk, template }) => {
    if (built?.url === undefined) return [];
    const places = older.filter((release) => release.version === version).map((release) => release.template);
    return [
      {
        ...{ release: version, template: template.name, disk, url: built.url, checksum: digest },
        ...{ releaseFile: releasePath(image, version), places: landed(lab, places) },
      },
    ];
  });
}

function landed({ storages, site }: Lab, places: readonly Omit<DownloadPlace, "landing">[]): DownloadPlace[] {
  return places.map(({ node, storage, id }) => {
    const landing = landingStorage(storages, node)?.name;
    if (landing === undefined)
      throw new Error(`the rules let no template without a landing storage through (${site.name})`);
    return { node, storage, id, landing };
  });
}

function nextNumber({ site }: Lab, numbers: Iterator<number, undefined>): number {
  const { value } = numbers.next();
  if (value !== undefined) return value;
  const { first, last } = site.ids.template;
  throw new StrataError(
    exitCodes.wrongInput,
    `no number from ${first} to ${last} is free for a template; \`strata image gc\` retires those that nobody uses, or widen ids.template of personas/${site.name}/site.yaml`,
  );
}
