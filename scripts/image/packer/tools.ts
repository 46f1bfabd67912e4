import { existsSync } from "node:fs";
import { delimiter } from "node:path";
import { execa } from "execa";
import semver from "semver";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { Image } from "../../../model/lab.ts";
import type { PackerBuilder, PackerKind } from "../../../model/packer/variables.ts";
import { resolveAnsible } from "../../../toolchain/ansible.ts";
import { findOnPath } from "../../../toolchain/programs.ts";
import { progressOn } from "../../../toolchain/progress.ts";
import { emulator } from "../boot/accelerator.ts";

/** The Packer at hand. */
export interface Packer {
  readonly path: string;
  readonly version: string;
  readonly kind: PackerKind;
}

/** Finds Packer on PATH. @throws StrataError 4 where there is none, or one that the templates are not written for */
export async function findPacker(): Promise<Packer> {
  const path = await findOnPath("packer", process.env);
  const version = path && versionIn(/Packer v(\S+)/, await answer(path, ["version"]));
  if (!path || !version) throw missing("no Packer on PATH", "install 1.9 or newer, or Debian's package `packer`");
  // Before 1.6 our language was not Packer's yet; from 1.7 to 1.8 builders are half built in and half plugins.
  const old = semver.satisfies(version, "~1.6") ? "built-in" : undefined;
  const kind = semver.gte(version, "1.9.0") ? "plugins" : old;
  if (!kind) throw missing(`Packer ${version} is not supported`, "install 1.9 or newer, or Debian's 1.6.6");
  return { path, version, kind };
}

/** Programs that take part in a build. */
export interface BuildTools {
  readonly versions: Readonly<Record<string, string>>;
  /** What Packer finds them by. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Finds them; Ansible, for an image with a playbook, is set up first. @throws StrataError 4 naming what is missing */
export async function buildTools({ recipe }: Image, packer: Packer, builder: PackerBuilder): Promise<BuildTools> {
  const versions = { packer: packer.version, ...(builder === "qemu" && { qemu: await emulatorVersion() }) };
  if (!recipe.provisioners.some(({ kind }) => kind === "playbook")) return { versions, environment: {} };
  const { tool, programs } = await resolveAnsible({ progress: progressOn() });
  return {
    versions: { ...versions, ansible: tool.version },
    environment: { PATH: [programs, process.env.PATH].join(delimiter) },
  };
}

/** Firmware of UEFI machines as distributions place it: Debian and Ubuntu first, then Fedora. */
const firmwareFiles = {
  whole: ["/usr/share/ovmf/OVMF.fd"],
  code: ["/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/edk2/ovmf/OVMF_CODE.fd"],
  vars: ["/usr/share/OVMF/OVMF_VARS_4M.fd", "/usr/share/edk2/ovmf/OVMF_VARS.fd"],
} as const;

/** What Packer must be told of the firmware. @throws StrataError 4 where it is not installed */
export function firmwareVariables({ firmware }: Image, kind: PackerKind): Record<string, string> {
  if (firmware === "bios") return {};
  if (kind === "built-in") return { firmware: firstOf(firmwareFiles.whole) };
  return { firmware_code: firstOf(firmwareFiles.code), firmware_vars: firstOf(firmwareFiles.vars) };
}

function firstOf(files: readonly string[]): string {
  const found = files.find((file) => existsSync(file));
  if (found === undefined)
    throw missing("no UEFI firmware for QEMU", `install package ovmf; looked for ${files.join(", ")}`);
  return found;
}

async function emulatorVersion(): Promise<string> {
  const path = await findOnPath(emulator, process.env);
  const version = path && versionIn(/version (\d[\w.]*)/, await answer(path, ["--version"]));
  if (!version) throw missing(`no ${emulator} on PATH`, "install QEMU (on Debian: qemu-system-x86 and qemu-utils)");
  return version;
}

async function answer(path: string, args: readonly string[]): Promise<string> {
  const options = { reject: false, stdin: "ignore", timeout: 20_000, env: { CHECKPOINT_DISABLE: "1" } } as const;
  return (await execa(path, args, options)).stdout ?? "";
}

function versionIn(pattern: RegExp, told: string): string | undefined {
  return pattern.exec(told)?.[1];
}

function missing(what: string, advice: string): StrataError {
  return new StrataError(exitCodes.unreachable, `${what}; ${advice}`);
}
