/** The configuration that lies in a backup, as text. Source: assemble of PVE::VZDump::QemuServer and PVE::VZDump::LXC. */
import type { GuestArchive } from "../guests/archive.ts";
import type { Config } from "../guests/guest.ts";
import { printConfigFile } from "../lxc/config-file.ts";
import { parseDrive } from "../qemu/drives.ts";
import { splitVolid } from "../storage/volume-name.ts";

export function archiveText({ kind, vmid, config, volumes }: GuestArchive): string {
  if (kind === "lxc") {
    return printConfigFile({ kind, vmid, node: "", config, pending: {}, power: { status: "stopped" } });
  }
  const maps = Object.keys(volumes)
    .sort()
    .map((name) => {
      const { file, format } = parseDrive(name, String(config[name]));
      const ending = format ?? /\.(raw|qcow2|vmdk)$/.exec(file)?.[1] ?? "raw";
      const device = name === "tpmstate0" ? "drive-tpmstate0-backup" : `drive-${name}`;
      return `#qmdump#map:${name}:${device}:${splitVolid(file)?.storage ?? ""}:${ending}:\n`;
    });
  return [printMachine(config), ...maps].join("");
}

function printMachine({ description, ...options }: Config): string {
  const notes = description === undefined ? [] : String(description).split("\n");
  const lines = [
    ...notes.map((line) => `#${encodeURI(line).replaceAll("%20", " ")}`),
    ...Object.keys(options)
      .sort()
      .map((name) => `${name}: ${options[name]}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}
