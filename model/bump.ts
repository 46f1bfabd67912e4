import { byVersion } from "./behind.ts";
import type { Checksum } from "./checksums.ts";
import { exitCodes, StrataError } from "./exit.ts";
import type { Replacement } from "./files/replace-values.ts";
import type { Image } from "./lab.ts";
import type { DownloadedBase } from "./recipe.ts";

/** A newer base or k3s, as values of `image.yaml`. */
export interface Bump {
  /** What is bumped, in a person's words: `base 9.7 → 9.8`; undefined where nothing is newer. */
  readonly summary?: string;
  /** Each changed key, with what it says now and then. */
  readonly changes: readonly Change[];
  /** What a person must look at, because it says the old version and cannot be judged from here. */
  readonly remarks: readonly string[];
}

export interface Change extends Replacement {
  readonly from: string;
}

const nothing: Bump = { changes: [], remarks: [] };

/**
 * Proposes the newest base that a list of checksums names. A version is newer where the file's name says so in the form
 * of the present one; where names bear no version, `version` says which the list belongs to.
 *
 * @throws StrataError where the list does not fit the image (exit 1), or names another checksum for the present version (exit 3).
 */
export function bumpBase(image: Image, list: readonly Checksum[], version?: string): Bump {
  const base = downloaded(image);
  const file = fileOf(base);
  const newest =
    version === undefined ? newestOf(base, file, list) : { version, file: file.replaceAll(base.version, version) };
  const [algorithm = "sha256", digest = ""] = base.checksum.split(":");
  const entry = list.find((candidate) => candidate.file === newest.file);
  if (!entry)
    throw wrong(`the list does not name ${newest.file}${version === undefined ? "" : ` of version ${version}`}`);
  if (entry.algorithm !== algorithm)
    throw wrong(`the list has ${entry.algorithm} and image.yaml ${algorithm}; take the other list of the vendor`);
  const same = newest.version === base.version;
  if (same && entry.digest !== digest && digest !== "CHANGEME") throw otherChecksum(file);
  if (same && entry.digest === digest) return nothing;
  return {
    summary: same ? `base ${base.version}: its checksum` : `base ${base.version} → ${newest.version}`,
    changes: changed([
      {
        path: ["os", "version"],
        from: image.os.version,
        value: image.os.version === base.version ? newest.version : image.os.version,
      },
      { path: ["base", "url"], from: base.url, value: base.url.replaceAll(base.version, newest.version) },
      { path: ["base", algorithm], from: digest, value: entry.digest },
      { path: ["base", "version"], from: base.version, value: newest.version },
    ]),
    remarks: same ? [] : remarks(image, base),
  };
}

/**
 * Proposes a version of k3s from the list of its release. The list does not name the installer; where its checksum is not
 * given, it becomes CHANGEME, which stops a build.
 */
export function bumpK3s(
  { name, recipe: { k3s } }: Image,
  version: string,
  list: readonly Checksum[],
  installer = "CHANGEME",
): Bump {
  if (!k3s) throw wrong(`${name} has no k3s in it`);
  const entry = list.find(({ file, algorithm }) => file === "k3s" && algorithm === "sha256");
  if (!entry) throw wrong("the list does not name k3s; take sha256sum-amd64.txt of the release");
  const same = k3s.version === version;
  if (same && k3s.sha256 !== entry.digest && k3s.sha256 !== "CHANGEME") throw otherChecksum("k3s");
  const kept = same && installer === "CHANGEME" ? k3s.installer : installer;
  const changes = changed([
    { path: ["k3s", "version"], from: k3s.version, value: version },
    { path: ["k3s", "sha256"], from: k3s.sha256, value: entry.digest },
    { path: ["k3s", "installer"], from: k3s.installer, value: kept },
  ]);
  if (changes.length === 0) return nothing;
  return {
    summary: same ? `k3s ${version}: its checksums` : `k3s ${k3s.version} → ${version}`,
    changes,
    remarks:
      kept === "CHANGEME" ? ["k3s.installer is still CHANGEME; give install.sh of that tag with --installer"] : [],
  };
}

function downloaded({ name, recipe: { base } }: Image): DownloadedBase {
  if (base.from === "download") return base;
  throw wrong(`${name} is made from packages, which no list of checksums names`);
}

function fileOf({ url }: DownloadedBase): string {
  return decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? "");
}

/** Of the files that are named like the present one, that of the highest version. */
function newestOf(
  { version }: DownloadedBase,
  file: string,
  list: readonly Checksum[],
): { version: string; file: string } {
  if (!file.includes(version)) return { version, file };
  const parts = file.split(version).map(escaped);
  const shape = new RegExp(`^${parts.join(`(${escaped(version).replace(/\d+/g, "\\d+")})`)}$`);
  const named = list.flatMap((entry) => {
    const told = shape.exec(entry.file)?.[1];
    return told === undefined ? [] : { version: told, file: entry.file };
  });
  const newest = named.toSorted((a, b) => byVersion(a.version, b.version)).at(-1);
  if (!newest) throw wrong(`the list names no file like ${file}`);
  return byVersion(newest.version, version) < 0 ? { version, file } : newest;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function changed(changes: readonly Change[]): Change[] {
  return changes.filter(({ from, value }) => from !== value);
}

function remarks({ recipe: { kickstart } }: Image, { version }: DownloadedBase): string[] {
  return kickstart?.text.includes(version) ? [`${kickstart.file} still says ${version}`] : [];
}

function otherChecksum(file: string): StrataError {
  const message = `${file}: the list has another checksum for the version that image.yaml pins; nothing was written. A file that changed without its version is a reason to ask its vendor`;
  return new StrataError(exitCodes.refused, message);
}

function wrong(message: string): StrataError {
  return new StrataError(exitCodes.wrongInput, message);
}
