/** What is in an OS template, as its name tells: `debian-13-standard_13.1-2_amd64.tar.zst`. A simulator has no files to look into. */
import { splitVolid } from "../storage/volume-name.ts";

export interface System {
  /** Proxmox's name of the distribution, `unmanaged` for one it does not know. */
  readonly ostype: string;
  readonly arch: string;
}

/** Distributions and their relatives. Source: the plugins of PVE::LXC::Setup and their aliases. */
const distributions: readonly (readonly [begins: RegExp, ostype: string])[] = [
  [/^(alpine|centos|debian|devuan|fedora|gentoo|nixos|opensuse|ubuntu)/, "$1"],
  [/^arch(linux)?/, "archlinux"],
  [/^sles/, "opensuse"],
  [/^(rocky|almalinux)/, "centos"],
];

const architectures = ["amd64", "arm64", "armhf", "i386", "riscv32", "riscv64"] as const;

/** @param volid such as local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst */
export function systemIn(volid: string): System {
  const file = (splitVolid(volid)?.name ?? volid).replace(/^.*\//, "").toLowerCase();
  const [begins, ostype = "unmanaged"] = distributions.find(([begins]) => begins.test(file)) ?? [];
  return {
    ostype: ostype === "$1" ? (begins?.exec(file)?.[1] ?? "unmanaged") : ostype,
    arch: architectures.find((name) => file.includes(name)) ?? "amd64",
  };
}

/** How many times larger than its archive a template is once unpacked. */
const unpacked = 3;

/** Bytes that the files of an archive take on a disk. */
export const unpackedSize = (archive: number): number => archive * unpacked;
