import type { Image } from "../lab.ts";
import type { Builder } from "../recipe.ts";

/** Something Packer is told when it starts, because it differs from one host to the next. */
export interface PackerVariable {
  readonly name: string;
  /** What it is, for a person. */
  readonly description: string;
  /** Absent where it must be given. */
  readonly default?: string;
  /** What an example file shows. */
  readonly example: string;
  /** Packer keeps it out of what it prints. */
  readonly sensitive?: true;
}

/** How Packer gets its builders: before 1.7 they are built in, from 1.7 on they are plugins. Ours begin at 1.9. */
export type PackerKind = "built-in" | "plugins";

/** Builders that Packer runs; the others are Proxmox's own. */
export type PackerBuilder = Exclude<Builder, "cloud-download">;

const always: readonly PackerVariable[] = [
  { name: "lab", description: "Folder that holds images/ and ansible/", example: "." },
  {
    name: "ssh_private_key_file",
    description: "Private key whose public half the template was synthesized with; good for this build alone",
    example: "build/images/CHANGEME/id_ed25519",
  },
];

const qemu: readonly PackerVariable[] = [
  { name: "output", description: "Folder for the built disk; Packer makes it", example: "build/images/CHANGEME/disk" },
  {
    name: "accelerator",
    description: "kvm, or tcg where there is no /dev/kvm, which takes about ten times as long",
    default: "kvm",
    example: "kvm",
  },
];

const firmware: Readonly<Record<PackerKind, readonly PackerVariable[]>> = {
  "built-in": [
    {
      name: "firmware",
      description: "UEFI firmware, code and variables in one file",
      example: "/usr/share/ovmf/OVMF.fd",
    },
  ],
  plugins: [
    { name: "firmware_code", description: "UEFI firmware, its code", example: "/usr/share/OVMF/OVMF_CODE_4M.fd" },
    { name: "firmware_vars", description: "UEFI firmware, its variables", example: "/usr/share/OVMF/OVMF_VARS_4M.fd" },
  ],
};

const packagedBase: readonly PackerVariable[] = [
  { name: "base_disk", description: "Disk made from packages", example: "build/images/CHANGEME/base.qcow2" },
  { name: "base_checksum", description: "Its digest, as sha256:…", example: "sha256:CHANGEME" },
];

/** @param template name that the template has by default */
const proxmox = (template: string): readonly PackerVariable[] => [
  { name: "proxmox_url", description: "Address of the API", example: "https://CHANGEME:8006/api2/json" },
  { name: "proxmox_username", description: "API token's user and name", example: "strata@pve!packer" },
  { name: "proxmox_token", description: "API token's secret", example: "CHANGEME", sensitive: true },
  { name: "node", description: "Node to build on", example: "CHANGEME" },
  { name: "vm_id", description: "Number of the template in Proxmox, reserved for it", example: "9001" },
  {
    name: "vm_name",
    description: "Name of the machine until it is a template",
    default: `unfinished-${template}`,
    example: `unfinished-${template}`,
  },
  { name: "template_name", description: "Name of the template", default: template, example: template },
  { name: "disk_storage", description: "Storage of the template's disks", example: "CHANGEME" },
  { name: "iso_storage", description: "Storage that takes the installer", default: "local", example: "local" },
  { name: "bridge", description: "Bridge of the network to build in", default: "vmbr0", example: "vmbr0" },
  { name: "vlan", description: "VLAN tag of that network; empty is untagged", default: "", example: "" },
  {
    name: "http_interface",
    description: "This machine's interface that the guest reaches for its answers; empty lets Packer choose",
    default: "",
    example: "",
  },
];

/** What a build of an image must be told. @param template name of its template in Proxmox */
export function packerVariables(
  { firmware: boots, recipe }: Image,
  builder: PackerBuilder,
  packer: PackerKind,
  template: string,
): PackerVariable[] {
  if (builder === "proxmox-iso") return [...always, ...proxmox(template)];
  return [
    ...always,
    ...qemu,
    ...(boots === "uefi" ? firmware[packer] : []),
    ...(recipe.base.from === "packages" ? packagedBase : []),
  ];
}

/** The same as Packer's HCL in JSON. */
export function variableBlocks(variables: readonly PackerVariable[]) {
  return Object.fromEntries(
    variables.map(({ name, description, default: value, sensitive }) => [
      name,
      { type: "string", description, ...(value !== undefined && { default: value }), ...(sensitive && { sensitive }) },
    ]),
  );
}

/** Text of an example file for people who start Packer by hand. */
export function variablesExample(): string {
  const section = (title: string, variables: readonly PackerVariable[]) => [
    `# ${title}`,
    ...variables.flatMap(({ name, description, default: value, example }) => [
      `# ${description}.${value === undefined ? "" : ` Default: "${value}"`}`,
      `${value === undefined ? "" : "# "}${name} = "${example}"`,
    ]),
    "",
  ];
  return [
    "# Variables of the templates that `make packer` leaves below build/, for those who start Packer by hand.",
    "# Copy this file, put in what says CHANGEME, keep what your template knows (its variables.pkr.json),",
    "# and call: packer build -var-file=<copy> <folder of the template>",
    "",
    ...section("Every build", always),
    ...section("Builder qemu", qemu),
    ...section("Builder qemu, UEFI, Packer 1.9 or newer", firmware.plugins),
    ...section("Builder qemu, UEFI, Packer 1.6", firmware["built-in"]),
    ...section("Builder qemu, a base made from packages", packagedBase),
    ...section("Builder proxmox-iso", proxmox("CHANGEME")),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}
