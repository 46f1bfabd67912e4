import type { output } from "zod";
import * as z from "zod";
import { address, label, memoryFrom, textLike, vmid, wholeSize } from "./fields.ts";
import { lxcPersona } from "./lxc.ts";
import { tag } from "./tag.ts";

const machine = {
  id: vmid.describe("Number of the guest in Proxmox (VMID), inside ids.vm of the site"),
  node: label.describe("Node it runs on, one of the site's nodes"),
  image: textLike(
    /^[a-z0-9-]+@[a-zA-Z0-9.]+$/,
    () => "must name an image and a release or channel, such as alma9-k3s-optimized@v1.0.0 or debian13@stable",
  ).describe(
    "Image it is cloned from: name@release where its boot disk holds data, else name@stable or name@candidate",
  ),
  cores: z.int().min(1).max(128).describe("Virtual cores, at most those of its node"),
  memory: memoryFrom(64).describe("Memory with its unit, such as 24GiB or 512MiB"),
  disk: wholeSize("GiB").describe("Boot disk with its unit, such as 60GiB, at least as large as the image's"),
  storage: label.optional().describe("Storage of its disk. Default: the one storage on its node that holds images"),
  network: label.optional().describe("Network it is on. Default: the network whose subnet holds its address"),
  address: address.describe("Static IPv4 address, such as 192.168.88.60, without prefix length"),
  tags: z.array(tag).default([]).describe("Tags in Proxmox; stored sorted, in lower case. Default: none"),
  protect: z
    .boolean()
    .default(false)
    .describe("Whether destroying and replacing it is refused, here and by Proxmox. Default: false"),
  backup: label.optional().describe("Backup class of the site, or none. Default: none"),
  userData: textLike(/^[\w./-]+$/, () => "is no path; write one such as user-data/gitea.yaml")
    .optional()
    .describe("cloud-config that is added on first boot, a path from the persona's folder. Default: none"),
};

/** A virtual machine as its file describes it. */
export const vmPersona = z.strictObject({
  kind: z.literal("vm").describe("A virtual machine"),
  ...machine,
});

/** The single server of a k3s cluster as its file describes it. */
export const k3sPersona = z.strictObject({
  kind: z.literal("k3s").describe("A k3s cluster of one server"),
  ...machine,
});

/** Every kind of guest, by the word that names it. */
export const personaKinds = { vm: vmPersona, lxc: lxcPersona, k3s: k3sPersona } as const;

export const persona = z
  .discriminatedUnion("kind", [vmPersona, lxcPersona, k3sPersona])
  .describe("One guest of a site: personas/<site>/<name of the guest>.yaml");

export type PersonaFile = output<typeof persona>;
export type MachineFile = output<typeof vmPersona> | output<typeof k3sPersona>;
export type ContainerFile = output<typeof lxcPersona>;
