// Stands before Debian's Packer 1.6.6 and lets it pass for a younger one: it takes out of the template of `proxmox-iso` what
// came later, and puts installer, pool and credential where they stood then. All else the real Packer does.
import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const words = process.argv.slice(2);
if (words[0] === "version") console.log("Packer v1.9.4");
else if (words[0] === "build") build();

function build() {
  const folder = words.at(-1);
  const file = join(folder, "image.pkr.json");
  const template = JSON.parse(readFileSync(file, "utf8"));
  template.source["proxmox-iso"].image = asOf166(template.source["proxmox-iso"].image);
  writeFileSync(file, JSON.stringify(template));
  writeFileSync(join(folder, "plugins.pkr.json"), "{}");
  const path = process.env.PATH.split(":").slice(1).join(":");
  const real = execFileSync("/bin/sh", ["-c", "command -v packer"], { env: { PATH: path } })
    .toString()
    .trim();
  const given = words.map((word) =>
    word.startsWith("-var=proxmox_username=") ? `-var=proxmox_username=${process.env.OLD_PACKER_USER}` : word,
  );
  const env = { ...process.env, PKR_VAR_proxmox_token: process.env.OLD_PACKER_PASSWORD };
  const packer = spawn(real, given, { env, stdio: "inherit" });
  process.on("SIGTERM", () => packer.kill("SIGTERM"));
  packer.on("exit", (code, signal) => process.exit(signal ? 1 : code));
}

function asOf166({ boot_iso, token, disks, ...source }) {
  const { type, unmount, ...installer } = boot_iso;
  for (const name of ["machine", "bios", "efi_config", "serials", "cloud_init_disk_type", "task_timeout"])
    delete source[name];
  const then = disks.map(({ discard, ssd, ...disk }) => ({ ...disk, storage_pool_type: "zfspool" }));
  return { ...source, ...installer, unmount_iso: unmount, password: token, disks: then };
}
