import type { Image } from "../lab.ts";
import { buildKeyWord } from "../recipe.ts";
import { installers } from "./installers.ts";

/** Where Packer's HTTP server is, in words that Packer replaces. */
const server = "http://{{ .HTTPIP }}:{{ .HTTPPort }}";

/** What a builder must do so that Packer gets in: as root, by the key of this build, which the last step takes away. */
export interface FirstLogin {
  /** Files below `http/`, by name. */
  readonly files: ReadonlyMap<string, string>;
  readonly boot?: { readonly boot_command: readonly string[]; readonly boot_wait: string };
  /** Label of a CD with these files, where they do not go over HTTP. */
  readonly cdLabel?: "OEMDRV";
  /** Serial number of the machine, by which cloud-init finds its seed. */
  readonly serial?: string;
}

/** An installer reads answers, a disk with cloud-init in it a seed. */
export function firstLogin({ os, recipe: { kickstart } }: Image, buildKey: string): FirstLogin {
  if (!kickstart) return seed(buildKey);
  const name = kickstart.file.split("/").at(-1) ?? "ks.cfg";
  const overCd = kickstart.over === "OEMDRV";
  const installer = installers[os.name];
  return {
    // Anaconda looks for this name alone on a volume labelled OEMDRV.
    files: new Map([[overCd ? "ks.cfg" : name, kickstart.text.replaceAll(buildKeyWord, buildKey)]]),
    ...(installer && {
      boot: {
        boot_command: installer.bootCommand(overCd ? undefined : `${server}/${name}`),
        boot_wait: installer.bootWait,
      },
    }),
    ...(overCd && { cdLabel: "OEMDRV" as const }),
  };
}

/** NoCloud over HTTP, told by the machine's serial number (cloud-init, "NoCloud", sources). */
function seed(buildKey: string): FirstLogin {
  const userData = [
    "#cloud-config",
    "disable_root: false",
    "ssh_pwauth: false",
    "users:",
    "  - name: root",
    "    lock_passwd: true",
    `    ssh_authorized_keys: [${JSON.stringify(buildKey)}]`,
    "",
  ].join("\n");
  return {
    files: new Map([
      ["user-data", userData],
      ["meta-data", "instance-id: build\nlocal-hostname: build\n"],
    ]),
    serial: `ds=nocloud-net;s=${server}/`,
  };
}
