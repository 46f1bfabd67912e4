import type { output } from "zod";
import * as z from "zod";
import { cpuLevel, domain, k3sVersion, label, line, release, textLike, vmid, wholeSize } from "./fields.ts";

/** What an image is and promises, as its `image.yaml` describes it. */
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
    k3s: k3sVersion.optional().describe("Version of k3s inside, such as v1.35.6+k3s1. Default: none"),
    guarantees: z
      .array(z.enum(["agent", "cloud-init", "python", "sudo"]))
      .default([])
      .describe("What a guest may rely on. Default: nothing"),
  })
  .describe("One image: images/<name>/image.yaml");

/** One built version of an image, and where its templates are, as `releases/<version>.yaml` describes it. */
export const releaseFile = z
  .strictObject({
    name: domain.describe("Name of its templates in Proxmox"),
    disk: wholeSize("GiB").describe("Size of the template's boot disk, such as 20GiB"),
    k3s: k3sVersion.optional().describe("Version of k3s inside. Default: none"),
    digest: textLike(
      /^sha256:(?:[0-9a-f]{64}|CHANGEME)$/,
      () => "is no digest; write sha256: and 64 hexadecimal digits",
    ).describe("SHA-256 of the built disk, such as sha256:9f…"),
    templates: z
      .array(
        z.strictObject({
          site: label.describe("Site, a folder of personas/"),
          node: label.describe("Node it is on"),
          storage: label.describe("Storage of its disk"),
          id: vmid.describe("Its number in Proxmox (VMID), inside ids.template of the site"),
        }),
      )
      .describe("Where it stands as a template: one entry a site and node"),
  })
  .describe("One release of an image: images/<name>/releases/<version>.yaml");

/** Which release each channel of an image points to, as `channels.yaml` describes it. */
export const channels = z
  .strictObject({
    stable: release.optional().describe("Release that guests following @stable get. Default: none"),
    candidate: release.optional().describe("Release that is being tried by guests following @candidate. Default: none"),
  })
  .describe("Channels of an image: images/<name>/channels.yaml");

export type ImageFile = output<typeof image>;
export type ReleaseFile = output<typeof releaseFile>;
export type ChannelsFile = output<typeof channels>;
