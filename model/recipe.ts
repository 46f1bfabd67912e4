import type { Fault } from "./fault.ts";

/** Stands in the answers of an installer for the public key that Packer logs in with while it builds. */
export const buildKeyWord = "@BUILD_KEY@";

/** How an image is built, with every name followed to what it means. Paths begin at the lab's root. */
export interface Recipe {
  readonly base: Base;
  /** Answers for an installer, and how they reach it. */
  readonly kickstart?: { readonly file: string; readonly text: string; readonly over: "http" | "OEMDRV" };
  readonly builders: readonly Builder[];
  /** What Packer runs inside, in order. */
  readonly provisioners: readonly Provisioner[];
  readonly hardening: boolean;
  readonly k3s?: K3sRecipe;
  /** Values of `image.yaml` that still say TODO or CHANGEME: they stop a build, and no guest of a release built before. */
  readonly placeholders: readonly Fault[];
}

/**
 * `qemu`: Packer boots it here, and the disk is uploaded. `proxmox-iso`: Packer drives the host through its API.
 * `cloud-download`: Proxmox itself fetches a vendor's disk, and nothing is run inside.
 */
export type Builder = "qemu" | "proxmox-iso" | "cloud-download";

export type Base = DownloadedBase | PackagedBase;

/** Somebody else's installer or disk, checked against a literal checksum. */
export interface DownloadedBase {
  readonly from: "download";
  readonly medium: "iso" | "disk";
  readonly url: string;
  /** `sha256:…` or `sha512:…`, as Packer and provenance write it. */
  readonly checksum: string;
  readonly version: string;
}

/** A disk that is made here from Debian's own packages. */
export interface PackagedBase {
  readonly from: "packages";
  readonly medium: "disk";
  /** Suite, such as `trixie`. */
  readonly suite: string;
  readonly version: string;
}

/** One step inside the machine that is being built. */
export interface Provisioner {
  readonly kind: "script" | "playbook";
  /** `images/shared/cleanup.sh`, `images/<name>/scripts/k3s.sh`, `images/<name>/playbooks/docker.yaml`. */
  readonly file: string;
}

export interface K3sRecipe {
  /** `v1.35.6+k3s1` */
  readonly version: string;
  /** SHA-256 of the program, in hexadecimal digits. */
  readonly sha256: string;
  /** SHA-256 of that version's `install.sh`. */
  readonly installer: string;
}
