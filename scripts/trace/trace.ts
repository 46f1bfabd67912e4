import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Container } from "../../model/container.ts";
import { didYouMean } from "../../model/did-you-mean.ts";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Lab, Machine } from "../../model/lab.ts";
import { loadLab } from "../../model/load.ts";
import { yamlFilesIn } from "../../model/reading/folder.ts";
import { readReleaseFile, releasePath } from "../../model/release-to-build.ts";
import type { ReleaseFile } from "../../model/schemas/release.ts";
import { digestOfFile } from "../image/digest.ts";
import { appliedTemplate } from "./applied-template.ts";
import { type Provenance, provenances, readProvenance } from "./provenance.ts";

/** A release with all that is recorded of it. */
export interface TracedRelease {
  readonly image: string;
  readonly version: string;
  /** Its file, from the lab's root. */
  readonly file: string;
  readonly record: Partial<ReleaseFile>;
  /** What the build said, where it is kept on this machine. */
  readonly provenance?: Provenance;
}

/** Where something comes from. */
export type Trace =
  | { readonly kind: "machine"; readonly guest: Machine; readonly made?: string; readonly release: TracedRelease }
  | { readonly kind: "container"; readonly guest: Container }
  | { readonly kind: "file"; readonly path: string; readonly digest: string; readonly release: TracedRelease };

/**
 * Follows a guest to its release, or a file to the release that it is the disk of.
 *
 * @throws StrataError 1 for what is neither a guest nor a file, and a file that is no release's disk; 3 where provenance and
 * release file name different disks
 */
export async function trace(root: string, site: string, what: string): Promise<Trace> {
  const lab = loadLab(root, site);
  const guest = lab.guests.find(({ name }) => name === what);
  if (guest?.kind === "lxc") return { kind: "container", guest };
  if (guest) return traceMachine(root, lab, guest);
  const path = resolve(root, what);
  if (existsSync(path) && statSync(path).isFile()) return traceFile(root, lab, what, path);
  const names = lab.guests.map(({ name }) => name);
  const message = `${what} is neither a guest of site ${site} nor a file${didYouMean(what, names)}`;
  throw new StrataError(exitCodes.wrongInput, message);
}

function traceMachine(root: string, lab: Lab, guest: Machine): Trace {
  const template = appliedTemplate(join(root, "state", lab.site.name, `${guest.name}.tfstate`));
  const made = guest.image.releases.find((release) => release.template.id === template)?.version;
  // What runs is what was applied; the file may be ahead of it.
  const version = made ?? guest.release.version;
  return {
    kind: "machine",
    guest,
    ...(made !== undefined && { made }),
    release: traced(root, guest.image.name, version),
  };
}

async function traceFile(root: string, { images }: Lab, file: string, path: string): Promise<Trace> {
  const digest = await digestOfFile(path);
  const stated = provenances(root).find((provenance) => provenance.digest === digest);
  const releases = images.flatMap(({ name }) =>
    yamlFilesIn(root, `images/${name}/releases`).names.map((version) => ({ image: name, release: version })),
  );
  const digests = new Map(releases.map((one) => [one, readReleaseFile(root, one.image, one.release)?.digest] as const));
  // Vendors of cloud images write SHA-512 as well.
  const longer = [...digests.values()].some((one) => one?.startsWith("sha512:"))
    ? await digestOfFile(path, "sha512")
    : digest;
  const recorded = releases.find((one) => [digest, longer].includes(digests.get(one) ?? ""));
  const found = recorded ?? stated;
  if (found) return { kind: "file", path: file, digest, release: traced(root, found.image, found.release) };
  throw new StrataError(
    exitCodes.wrongInput,
    `${file} (${digest}) is the disk of no release in images/ and of no build on this machine`,
  );
}

function traced(root: string, image: string, version: string): TracedRelease {
  const record = readReleaseFile(root, image, version) ?? {};
  const provenance = readProvenance(root, image, version);
  const file = releasePath(image, version);
  if (provenance && record.digest !== undefined && provenance.digest !== record.digest)
    throw new StrataError(
      exitCodes.refused,
      `${file} names ${record.digest}, its provenance ${provenance.file} ${provenance.digest}; one of them is about another build`,
    );
  return { image, version, file, record, ...(provenance && { provenance }) };
}
