import { exitCodes, StrataError } from "../exit.ts";
import type { Image } from "../lab.ts";
import { templateName } from "../template-name.ts";
import { buildBlock } from "./build.ts";
import { firstLogin } from "./first-login.ts";
import { proxmoxIsoSource } from "./proxmox-iso.ts";
import { qemuSource } from "./qemu.ts";
import { type PackerBuilder, type PackerKind, packerVariables, variableBlocks } from "./variables.ts";

export interface PackerRequest {
  /** `v1.0.0` */
  readonly release: string;
  readonly builder: PackerBuilder;
  /** What Packer is at hand. */
  readonly packer: PackerKind;
  /** Public key of this build, one `ssh-ed25519 …` line. */
  readonly buildKey: string;
}

/** Oldest Packer and plugins that the templates are written for; the plugin knows `boot_iso` and `efi_type` since then. */
const required = {
  required_version: ">= 1.9.0",
  required_plugins: {
    qemu: { source: "github.com/hashicorp/qemu", version: ">= 1.1.0" },
    "proxmox-iso": { source: "github.com/hashicorp/proxmox", version: ">= 1.2.3" },
    ansible: { source: "github.com/hashicorp/ansible", version: ">= 1.1.0" },
  },
};

/**
 * The folder that Packer builds an image from, as file names and contents: templates in HCL's JSON form and, below
 * `http/`, what lets Packer in. The same image and request give the same bytes.
 *
 * @throws StrataError where the image has no such builder (exit 1), or the Packer at hand cannot run it (exit 4).
 */
export function packerTemplates(image: Image, request: PackerRequest): ReadonlyMap<string, string> {
  const { builder, packer, buildKey, release } = request;
  if (!image.recipe.builders.includes(builder)) throw noSuchBuilder(image, builder);
  if (builder === "proxmox-iso" && packer === "built-in") throw tooOld();
  const template = templateName(image, release);
  const login = firstLogin(image, buildKey);
  const source = builder === "qemu" ? qemuSource(image, template, login, packer) : proxmoxIsoSource(image, login);
  return new Map([
    ["variables.pkr.json", json({ variable: variableBlocks(packerVariables(image, builder, packer, template)) })],
    [
      "image.pkr.json",
      json({ source: { [builder]: { image: source } }, build: [buildBlock(image, release, template, builder)] }),
    ],
    ...(packer === "plugins" ? [["plugins.pkr.json", json({ packer: requirements(image, builder) })] as const] : []),
    ...[...login.files].map(([name, text]) => [`http/${name}`, text] as const),
  ]);
}

/** `packer init` fetches these, and nothing that the image does not use. */
function requirements({ recipe }: Image, builder: PackerBuilder) {
  const { qemu, ansible, "proxmox-iso": proxmox } = required.required_plugins;
  const playbooks = recipe.provisioners.some(({ kind }) => kind === "playbook");
  return {
    required_version: required.required_version,
    required_plugins: { ...(builder === "qemu" ? { qemu } : { proxmox }), ...(playbooks && { ansible }) },
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function noSuchBuilder({ name, recipe }: Image, builder: string): StrataError {
  const message = `images/${name}/image.yaml has no builder ${builder}, only ${recipe.builders.join(", ")}`;
  return new StrataError(exitCodes.wrongInput, message);
}

function tooOld(): StrataError {
  const message =
    "proxmox-iso needs Packer 1.9 or newer, older ones know no EFI disk; install one, or build with BUILDER=qemu";
  return new StrataError(exitCodes.unreachable, message);
}
