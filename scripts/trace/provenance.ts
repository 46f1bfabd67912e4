import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, StrataError } from "../../model/exit.ts";
import { foldersIn } from "../../model/reading/folder.ts";

/** What a statement beside a built disk says (in-toto Statement v1 with SLSA's provenance v1), as far as a trace follows it. */
export interface Provenance {
  /** Path of the statement, from the lab's root. */
  readonly file: string;
  readonly image: string;
  readonly release: string;
  /** `sha256:…` of the disk that it is about. */
  readonly digest: string;
  readonly commit: string;
  /** The checkout differed from that commit. */
  readonly dirty: boolean;
  /** Where the base came from, and its digest. */
  readonly base: { readonly from: string; readonly digest: string };
}

interface Statement {
  readonly subject: readonly { readonly digest: { readonly sha256: string } }[];
  readonly predicate: {
    readonly buildDefinition: {
      readonly externalParameters: { readonly image: string; readonly release: string };
      readonly resolvedDependencies: readonly {
        readonly uri?: string;
        readonly name?: string;
        readonly digest: Readonly<Record<string, string>>;
        readonly annotations?: { readonly dirty?: boolean };
      }[];
    };
  };
}

const builds = "build/images";

/** The statements of all builds that are kept on this machine. @throws StrataError 3 for one that cannot be read */
export function provenances(root: string): Provenance[] {
  return foldersIn(root, builds).flatMap((image) =>
    foldersIn(root, `${builds}/${image}`).flatMap((release) => readProvenance(root, image, release) ?? []),
  );
}

/** The statement of one build, or undefined where it is not kept here. */
export function readProvenance(root: string, image: string, release: string): Provenance | undefined {
  const file = `${builds}/${image}/${release}/provenance.intoto.json`;
  const text = readIfThere(join(root, file));
  if (text === undefined) return undefined;
  try {
    return told(file, JSON.parse(text) as Statement);
  } catch {
    throw new StrataError(
      exitCodes.refused,
      `${file} is no in-toto statement about a build; remove its folder and build again`,
    );
  }
}

function told(file: string, { subject, predicate }: Statement): Provenance {
  const { externalParameters, resolvedDependencies } = predicate.buildDefinition;
  const [disk] = subject;
  const [source, base] = resolvedDependencies;
  if (!disk || !source?.digest.gitCommit || !base) throw new Error("incomplete");
  const [[algorithm, digits] = []] = Object.entries(base.digest);
  return {
    file,
    ...externalParameters,
    digest: `sha256:${disk.digest.sha256}`,
    commit: source.digest.gitCommit,
    dirty: source.annotations?.dirty === true,
    base: { from: base.uri ?? base.name ?? "unknown", digest: `${algorithm}:${digits}` },
  };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
