import type { Base } from "../recipe.ts";

/** Stands for a variable that Packer is told when it starts. */
export function told(variable: string): string {
  return `\${var.${variable}}`;
}

/** Stands for a file in the template's own folder. */
export function beside(file: string): string {
  return `\${path.root}/${file}`;
}

/** How Packer gets into the machine that it builds. Under TCG an installation takes long. */
export const communicator = {
  communicator: "ssh",
  ssh_username: "root",
  ssh_private_key_file: told("ssh_private_key_file"),
  ssh_timeout: "90m",
} as const;

/** What Packer downloads and checks; a base made here has no digest before it is made, so Packer is told. */
export function downloadOf(base: Base) {
  return base.from === "download"
    ? { iso_url: base.url, iso_checksum: base.checksum }
    : { iso_url: told("base_disk"), iso_checksum: told("base_checksum") };
}
