import { basename } from "node:path";
import { formatSize } from "../../../model/bytes.ts";
import type { Image } from "../../../model/lab.ts";
import type { BuildInputs } from "../../../model/packer/inputs.ts";
import type { PackerBuilder } from "../../../model/packer/variables.ts";
import type { Base } from "../../../model/recipe.ts";
import { templateName } from "../../../model/template-name.ts";
import type { Commit } from "../../stack/commit.ts";

/** A build that ended well: what was made, of what, with what, when. */
export interface BuildRecord {
  readonly image: Image;
  readonly release: string;
  readonly builder: PackerBuilder;
  /** What QEMU ran on; absent where it ran on the host. */
  readonly accelerator?: string;
  /** `sha256:…` of the disk; of the build itself where its disk never was on this machine. */
  readonly digest: string;
  readonly inputs: BuildInputs;
  /** `sha256:…` or `sha512:…` of the disk or installer it started from. */
  readonly base: string;
  readonly commit: Commit;
  /** UTC, to the second. */
  readonly started: string;
  readonly ended: string;
}

/** A disk on this machine: name of its file, and its size in bytes. */
export interface DiskFile {
  readonly file: string;
  readonly size: number;
  readonly format: "qcow2";
}

/** `manifest.json`: what a program needs to know of the artifact without opening it. */
export interface Manifest {
  readonly image: string;
  readonly release: string;
  readonly template: string;
  readonly digest: string;
  /** Size of the disk that a machine sees, such as `20GiB`. */
  readonly disk: string;
  readonly os: Image["os"];
  readonly arch: Image["arch"];
  readonly firmware: Image["firmware"];
  readonly machine: Image["machine"];
  readonly k3s?: string;
  readonly guarantees: Image["guarantees"];
  readonly built: {
    readonly at: string;
    readonly commit: string;
    readonly dirty: boolean;
    readonly builder: PackerBuilder;
    readonly base: string;
    readonly recipe: string;
  };
  /** Digest of recipe and tools together. */
  readonly inputs: string;
  readonly tools: Readonly<Record<string, string>>;
}

export function manifest({ image, release, builder, digest, inputs, base, commit, ended }: BuildRecord): Manifest {
  return {
    image: image.name,
    release,
    template: templateName(image, release),
    digest,
    disk: formatSize(image.disk),
    os: image.os,
    arch: image.arch,
    firmware: image.firmware,
    machine: image.machine,
    ...(image.k3s !== undefined && { k3s: image.k3s }),
    guarantees: image.guarantees,
    built: { at: ended, commit: commit.sha, dirty: commit.dirty, builder, base, recipe: inputs.recipe },
    inputs: inputs.digest,
    tools: inputs.tools,
  };
}

/**
 * `provenance.intoto.json`: an in-toto statement (https://in-toto.io/Statement/v1) about the disk, with SLSA's account of
 * its build (https://slsa.dev/spec/v1.0/provenance). It is not signed: who can write the artifact can write this.
 *
 * @param subject name of what was made: the disk's file, or the template
 */
export function provenance(record: BuildRecord, subject: string): unknown {
  const { image, release, builder, accelerator, digest, inputs, base, commit, started, ended } = record;
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: subject, digest: digestSet(digest) }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "urn:strata:image-build:v1",
        externalParameters: { image: image.name, release, builder },
        internalParameters: {
          ...(accelerator !== undefined && { accelerator }),
          inputs: inputs.digest,
          recipe: inputs.recipe,
        },
        resolvedDependencies: [
          { uri: "git:.", digest: { gitCommit: commit.sha }, annotations: { dirty: commit.dirty } },
          { ...baseReference(image.recipe.base), digest: digestSet(base) },
          ...Object.entries(inputs.files).map(([name, sha256]) => ({ name, digest: { sha256 } })),
        ],
      },
      runDetails: {
        builder: { id: `urn:strata:packer:${builder}`, version: inputs.tools },
        metadata: { invocationId: `${image.name}-${release}-${started}`, startedOn: started, finishedOn: ended },
      },
    },
  };
}

/** `SHA256SUMS`, as `sha256sum --check` reads it. */
export function checksums(digests: Readonly<Record<string, string>>): string {
  return Object.entries(digests)
    .map(([file, digest]) => `${digest.replace(/^sha256:/, "")}  ${basename(file)}\n`)
    .join("");
}

function baseReference(base: Base) {
  return base.from === "download" ? { uri: base.url } : { name: `packages of Debian ${base.suite}` };
}

/** `sha256:ab…` as in-toto writes it. */
function digestSet(digest: string): Record<string, string> {
  const [algorithm = "", digits = ""] = digest.split(":");
  return { [algorithm]: digits };
}
