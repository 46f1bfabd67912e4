import { behindStable, byVersion, releasesInService } from "./behind.ts";
import { downloadedBase } from "./downloaded-image.ts";
import { place } from "./fault.ts";
import type { Guest, Image, Lab, Machine, Release } from "./lab.ts";
import { buildInputs } from "./packer/inputs.ts";
import type { Builder } from "./recipe.ts";
import { newestRelease, readReleaseFile } from "./release-to-build.ts";

/** What there is to know of an image on one site. */
export interface ImageReport {
  readonly name: string;
  readonly os: string;
  readonly arch: Image["arch"];
  readonly k3s?: string;
  readonly hardened: boolean;
  readonly builders: readonly Builder[];
  /** Newest first. */
  readonly releases: readonly ReleaseReport[];
  /**
   * Whether the recipe changed since its newest release; `unknown` where it was not recorded what that was built from, and
   * `not made` for what Proxmox has not fetched yet.
   */
  readonly stale: "yes" | "no" | "unknown" | "not made" | "no release";
  /** Its newest release, where that was built and is no template on this site yet. */
  readonly waiting?: string;
  /** What a person must put in before it can be built, each as one line. */
  readonly placeholders: readonly string[];
}

export interface ReleaseReport {
  readonly version: string;
  readonly template: string;
  readonly channels: readonly ("stable" | "candidate")[];
  readonly places: readonly { readonly node: string; readonly id: number; readonly storage: string }[];
  readonly built?: string;
  readonly tested?: string;
  readonly retired?: string;
  readonly guests: readonly { readonly name: string; readonly follows: string; readonly behind: number }[];
}

/** Every image, its releases and channels, and who uses which. Reads the files of recipes, to tell what is stale. */
export function imageReport(root: string, lab: Lab): ImageReport[] {
  return lab.images.map((image) => imageReportOf(root, lab, image));
}

function imageReportOf(root: string, lab: Lab, image: Image): ImageReport {
  const waiting = waitingRelease(root, image);
  return {
    name: image.name,
    os: `${image.os.name} ${image.os.version}`,
    arch: image.arch,
    ...(image.k3s !== undefined && { k3s: image.k3s }),
    hardened: image.recipe.hardening,
    builders: image.recipe.builders,
    releases: releaseReports(image, lab.guests),
    stale: stale(root, image),
    ...(waiting !== undefined && { waiting }),
    placeholders: image.recipe.placeholders.map(({ at, message }) => `${place(at)}: ${message}`),
  };
}

function waitingRelease(root: string, { name, releases }: Image): string | undefined {
  const newest = newestRelease(root, name);
  if (newest === undefined || releases.some(({ version }) => version === newest)) return undefined;
  const { built, retired } = readReleaseFile(root, name, newest) ?? {};
  return built?.builder === "qemu" && retired === undefined ? newest : undefined;
}

function releaseReports(image: Image, guests: readonly Guest[]): ReleaseReport[] {
  const versions = [...new Set(image.releases.map(({ version }) => version))].sort(byVersion).reverse();
  return versions.flatMap((version) => {
    const [first, ...others] = image.releases.filter((release) => release.version === version);
    return first ? [releaseReport(image, [first, ...others], guests)] : [];
  });
}

function releaseReport(image: Image, here: readonly [Release, ...Release[]], guests: readonly Guest[]): ReleaseReport {
  const [{ version, template, built, tested, retired }] = here;
  const machines = guests.filter((guest): guest is Machine => guest.kind !== "lxc");
  const users = machines.filter((guest) => guest.image.name === image.name && guest.release.version === version);
  return {
    version,
    template: template.name,
    channels: (["stable", "candidate"] as const).filter((channel) => image.channels[channel] === version),
    places: here.map(({ template: { node, id, storage } }) => ({ node, id, storage })),
    ...(built && { built: built.at }),
    ...(tested && { tested: tested.at }),
    ...(retired !== undefined && { retired }),
    guests: users.map(({ name, follows }) => ({ name, follows, behind: behindStable(image, version) })),
  };
}

function stale(root: string, image: Image): ImageReport["stale"] {
  const newest = releasesInService(image).at(-1);
  const release = image.releases.find(({ version }) => version === newest);
  if (!release) return "no release";
  const { built } = release;
  if (!built) return downloadedBase(image) ? "not made" : "unknown";
  if (!image.recipe.builders.includes(built.builder)) return "yes";
  const { recipe } = buildInputs(root, image, { builder: built.builder, packer: "plugins", tools: {} });
  return recipe === built.recipe ? "no" : "yes";
}
