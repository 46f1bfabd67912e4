import type { Image } from "./lab.ts";
import { releaseForm } from "./schemas/fields.ts";

/** What the name of a k3s template tells. */
export interface K3sTemplateName {
  /** Version of AlmaLinux, such as `9.8`. */
  readonly alma: string;
  readonly arch: string;
  /** Version of k3s, such as `v1.35.6+k3s1`. */
  readonly k3s: string;
  /** Release of the image, such as `v1.0.0`. */
  readonly release: string;
}

/** What the name of any other template tells. */
export interface PlainTemplateName {
  /** Name of the image, a DNS label. */
  readonly image: string;
  readonly release: string;
}

/** Name of a k3s template: `alma{version}-k3-node-{arch}-{k3s-version}-v{release}` (002 R1.5). */
export function formatK3sTemplateName({ alma, arch, k3s, release }: K3sTemplateName): string {
  return `alma${alma}-k3-node-${arch}-${k3s.replace("+", "-")}-${release}`;
}

/** Reads such a name; undefined where it has another form. A `+` cannot stand in a name, so `-k3s1` means `+k3s1`. */
export function parseK3sTemplateName(name: string): K3sTemplateName | undefined {
  const form = /^alma(\d+(?:\.\d+)*)-k3-node-(amd64|arm64)-(v\d+\.\d+\.\d+)-(k3s\d+)-(v\d+\.\d+\.\d+)$/;
  const [, alma, arch, version, build, release] = form.exec(name) ?? [];
  if (!alma || !arch || !version || !build || !release) return undefined;
  return { alma, arch, k3s: `${version}+${build}`, release };
}

/** Name of a template without k3s: `{image}-v{release}`, such as `debian13-v1.0.0`. */
export function formatPlainTemplateName({ image, release }: PlainTemplateName): string {
  return `${image}-${release}`;
}

/** Reads such a name; undefined where it has another form. */
export function parsePlainTemplateName(name: string): PlainTemplateName | undefined {
  const [, image, release] = /^([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)-(v\d+\.\d+\.\d+)$/.exec(name) ?? [];
  return image && release ? { image, release } : undefined;
}

/**
 * Whether an image may be called so. Its templates bear the name, with `unfinished-` before it while one is made and `-v1` behind,
 * and a label in DNS has 63 signs at most (RFC 1123 §2.1).
 */
export function isImageName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/.test(name);
}

/** What is told of any other, after the name. */
export const noImageName = "is no name for an image; use lower case letters, digits and inner hyphens, at most 48";

/** Name that the template of a release bears in Proxmox. It follows from the image and the release alone. */
export function templateName(
  { name, os, arch, k3s }: Pick<Image, "name" | "os" | "arch" | "k3s">,
  release: string,
): string {
  if (k3s === undefined) return formatPlainTemplateName({ image: name, release });
  return formatK3sTemplateName({ alma: os.version, arch, k3s, release });
}

/** The image and release that a template's name means; undefined where no image would bear it today. */
export function findByTemplateName(
  images: readonly Image[],
  name: string,
): { readonly image: Image; readonly release: string } | undefined {
  const [, release = ""] = /-(v[\d.]+)$/.exec(name) ?? [];
  if (!releaseForm.test(release)) return undefined;
  const image = images.find((candidate) => templateName(candidate, release) === name);
  return image && { image, release };
}
