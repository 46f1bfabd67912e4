import type { output } from "zod";
import * as z from "zod";
import { cpuLevel, k3sVersion, label, line, sha, textLike, wholeSize } from "./fields.ts";

/** What is downloaded is named once and for all: an address that moves on would build another image tomorrow. */
export const download = textLike(/^(?:https:\/\/|http:\/\/localhost[:/])/, (input) =>
  /^http:/.test(String(input))
    ? "must begin with https:// (or be on http://localhost)"
    : "is no address; write https://<host>/<path> of a disk or an installer",
).superRefine((text, context) => {
  if (!URL.canParse(text))
    return context.addIssue("is no address; write https://<host>/<path> of a disk or an installer");
  const { username, password, pathname } = new URL(text);
  if (username || password) context.addIssue("must not carry a password");
  if (/\/(?:latest|current|daily)\//.test(pathname))
    context.addIssue("points to what changes with time; name the folder of one version");
  if (!/\.(?:iso|qcow2|img|raw)$/.test(pathname))
    context.addIssue("is neither an installer (.iso) nor a disk (.qcow2, .img, .raw)");
});

const base = z
  .strictObject({
    url: download.optional().describe("Where it is downloaded: an installer (.iso) or a disk; this or mmdebstrap"),
    sha256: sha(256).optional().describe("SHA-256 of the download; this or sha512"),
    sha512: sha(512).optional().describe("SHA-512 of the download; this or sha256"),
    mmdebstrap: label
      .optional()
      .describe("Suite of Debian, such as trixie, from whose packages the disk is made here; this or url"),
    version: line.describe('Its version in quotes, a part of url, such as "9.8" or "20260914-2601"'),
  })
  .superRefine(({ url, sha256, sha512, mmdebstrap }, context) => {
    const digests = [sha256, sha512].filter((digest) => digest !== undefined).length;
    if (url !== undefined && mmdebstrap !== undefined) context.addIssue("names both url and mmdebstrap; keep one");
    if (url === undefined && mmdebstrap === undefined)
      context.addIssue("names neither url nor mmdebstrap; the image must come from somewhere");
    if (url !== undefined && digests === 0)
      context.addIssue("has no checksum; what is downloaded is always checked: write its sha256 or sha512");
    if (url !== undefined && digests === 2) context.addIssue("names both sha256 and sha512; keep the one you compared");
    if (url === undefined && mmdebstrap !== undefined && digests > 0)
      context.addIssue("has a checksum, but is made here from packages that are signed; leave it out");
  });

const inside = (form: RegExp, complaint: string) => textLike(form, () => complaint);

const kickstart = z.strictObject({
  file: inside(/^http\/[\w.-]+$/, "is no file of the image's http/; write one such as http/ks.cfg").describe(
    "Answers for the installer, a file in the image's http/",
  ),
  over: z
    .enum(["http", "OEMDRV"])
    .default("http")
    .describe(
      "How they reach the installer: Packer's HTTP server, or a CD with that label where its network cannot reach back. Default: http",
    ),
});

/** What an image is, how it is built and what it promises, as its `image.yaml` describes it. */
export const image = z
  .strictObject({
    os: z
      .strictObject({
        name: label.describe("Operating system, such as alma"),
        version: line.describe('Its version in quotes, such as "9.8"'),
      })
      .describe("Operating system"),
    arch: z.enum(["amd64", "arm64"]).describe("Architecture"),
    firmware: z.enum(["uefi", "bios"]).describe("How it boots"),
    machine: z.enum(["q35", "i440fx"]).describe("Machine type of QEMU"),
    cpu: cpuLevel.describe("Lowest x86-64 level that its programs run on"),
    disk: wholeSize("GiB").describe("Size of the disk it is built with, such as 20GiB"),
    base: base.describe("What it is made from"),
    kickstart: kickstart.optional().describe("Answers for an installer that is the base. Default: none"),
    builders: z
      .array(z.enum(["qemu", "proxmox-iso", "cloud-download"]))
      .min(1)
      .describe(
        "Ways to build it: qemu here and then uploaded, proxmox-iso on the host through its API, or cloud-download where Proxmox fetches a vendor's disk as it is",
      ),
    provisioners: z
      .array(
        inside(
          /^(?:(?:scripts|shared)\/[\w.-]+\.sh|playbooks\/[\w.-]+\.yaml)$/,
          "is no step; write scripts/<name>.sh or playbooks/<name>.yaml of this image, or shared/<name>.sh of images/shared/",
        ),
      )
      .default([])
      .describe(
        "What Packer runs inside, in order: scripts/<name>.sh and playbooks/<name>.yaml of this folder, shared/<name>.sh of images/shared/. Default: nothing",
      ),
    hardening: z
      .boolean()
      .default(false)
      .describe("Whether scripts/openscap.sh hardens it before the last step. Default: false"),
    k3s: z
      .strictObject({
        version: k3sVersion.describe("Version, such as v1.35.6+k3s1"),
        sha256: sha(256).describe("SHA-256 of the program k3s of that version, as its release lists it"),
        installer: sha(256).describe("SHA-256 of install.sh of that version"),
      })
      .optional()
      .describe("k3s inside, installed but never started. Default: none"),
    guarantees: z
      .array(z.enum(["agent", "cloud-init", "python", "sudo"]))
      .default([])
      .describe("What a guest may rely on. Default: nothing"),
  })
  .describe("One image: images/<name>/image.yaml");

export type ImageFile = output<typeof image>;
