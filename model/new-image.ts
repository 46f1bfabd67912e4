import { formatSize } from "./bytes.ts";
import type { Image } from "./lab.ts";

/**
 * Text of the `image.yaml` of a new image: a disk that Packer boots, brings up to date and cleans. What it is made from
 * is `like`'s, or CHANGEME where there is none to begin with.
 */
export function newImage(like: Image | undefined): string {
  const base = like?.recipe.base;
  const [algorithm = "sha256", digest = "CHANGEME"] = base?.from === "download" ? base.checksum.split(":") : [];
  const origin =
    base?.from === "packages"
      ? [`  mmdebstrap: ${base.suite}`]
      : [`  url: ${base?.url ?? "https://CHANGEME/CHANGEME/disk.qcow2"}`, `  ${algorithm}: ${JSON.stringify(digest)}`];
  const kickstart = like?.recipe.kickstart;
  const answers = kickstart?.file.slice(`images/${like?.name}/`.length);
  return [
    "# yaml-language-server: $schema=../../schemas/image.json",
    "# TODO: say in one line what is baked, and why not left to Ansible",
    `os: { name: ${like?.os.name ?? "debian"}, version: ${JSON.stringify(like?.os.version ?? "CHANGEME")} }`,
    `arch: ${like?.arch ?? "amd64"}`,
    `firmware: ${like?.firmware ?? "uefi"}`,
    `machine: ${like?.machine ?? "q35"}`,
    `cpu: ${like?.cpuLevel ?? "x86-64-v2"}`,
    `disk: ${like ? formatSize(like.disk) : "10GiB"}`,
    "base:",
    ...origin,
    `  version: ${JSON.stringify(base?.version ?? "CHANGEME")}`,
    ...(kickstart ? [`kickstart: { file: ${answers}, over: ${kickstart.over} }`] : []),
    `builders: [${kickstart ? like?.recipe.builders.join(", ") : "qemu"}]`,
    "provisioners:",
    "  - shared/updates.sh",
    "  - shared/guest-agent.sh",
    "  - shared/cleanup.sh",
    "guarantees: [agent, cloud-init, python, sudo]",
    "",
  ].join("\n");
}
