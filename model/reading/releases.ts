import { didYouMean } from "../did-you-mean.ts";
import type { ReleaseDraft } from "../draft.ts";
import type { Fault } from "../fault.ts";
import type { Release } from "../lab.ts";
import { releaseForm } from "../schemas/fields.ts";
import { type ReleaseFile, releaseFile } from "../schemas/release.ts";
import { type LabDocument, readDocument } from "./document.ts";
import { foldersIn, yamlFilesIn } from "./folder.ts";

/** The releases of one image by version, the oldest first, and what is wrong in their files. */
export interface ReleasesReading {
  readonly drafts: ReadonlyMap<string, ReleaseDraft>;
  readonly faults: readonly Fault[];
  readonly placeholders: readonly Fault[];
}

/** Reads `images/<image>/releases/*.yaml`. */
export function readReleases(root: string, image: string, site: string): ReleasesReading {
  const folder = `images/${image}/releases`;
  const { names, faults } = yamlFilesIn(root, folder);
  const versions = [...names].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const documents = versions.map((version) => ({
    version,
    document: readDocument(root, `${folder}/${version}.yaml`, () => releaseFile),
  }));
  const sites = documents.length > 0 ? foldersIn(root, "personas") : [];
  return {
    drafts: new Map(documents.map(({ version, document }) => [version, toDraft(image, version, site, document)])),
    faults: [
      ...faults,
      ...documents.flatMap(({ version, document }) => [
        ...wronglyNamed(`${folder}/${version}.yaml`, version),
        ...document.faults,
        ...unknownSites(document, sites),
      ]),
    ],
    placeholders: documents.flatMap(({ document }) => document.placeholders),
  };
}

function toDraft(image: string, version: string, site: string, document: LabDocument<ReleaseFile>): ReleaseDraft {
  const { source, value, faults } = document;
  if (faults.length > 0) return { version, source, templates: [], whole: false };
  const { name, disk, k3s, digest, built, tested, retired, templates } = value as ReleaseFile;
  const release = {
    image,
    version,
    disk,
    ...(k3s !== undefined && { k3s }),
    digest,
    ...(built && { built }),
    ...(tested && { tested }),
    ...(retired !== undefined && { retired }),
  };
  const here = templates.flatMap(({ id, node, storage, ...template }, index): (Release & { index: number })[] =>
    template.site === site ? [{ ...release, template: { id, name, node, storage }, index }] : [],
  );
  return { version, source, templates: here, whole: true };
}

function wronglyNamed(file: string, version: string): Fault[] {
  const message = "is no name for a release; name it after its version, such as v1.0.0.yaml";
  return releaseForm.test(version) ? [] : [{ at: { file, line: 1, column: 1 }, message }];
}

function unknownSites({ source, value }: LabDocument<ReleaseFile>, sites: readonly string[]): Fault[] {
  return (value.templates ?? []).flatMap(({ site }, index) =>
    sites.includes(site)
      ? []
      : source.fault(["templates", index, "site"], `site "${site}" does not exist${didYouMean(site, sites)}`),
  );
}
