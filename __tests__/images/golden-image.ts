import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import type { Image } from "../../model/lab.ts";
import { packerTemplates } from "../../model/packer/templates.ts";
import { accelerator } from "../../scripts/image/boot/accelerator.ts";

/** What Packer builds an image with. */
export interface GoldenRequest {
  /** Folder that holds images/. */
  readonly root: string;
  readonly image: Image;
  readonly base: { readonly file: string; readonly checksum: string };
  /** An empty folder. */
  readonly folder: string;
}

/** Firmware in one file, as a Packer without plugins takes it; Debian's package `ovmf`. */
export const firmware = "/usr/share/ovmf/OVMF.fd";

/** Has the real Packer build an image by its `qemu` builder. @returns the disk that it leaves */
export async function goldenDisk({ root, image, base, folder }: GoldenRequest): Promise<string> {
  const key = join(folder, "id_ed25519");
  await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "build", "-f", key]);
  const buildKey = readFileSync(`${key}.pub`, "utf8").trim();
  const templates = packerTemplates(image, { release: "v1.0.0", builder: "qemu", packer: "built-in", buildKey });
  const variables = {
    lab: root,
    ssh_private_key_file: key,
    output: join(folder, "disk"),
    accelerator: await accelerator(),
    firmware,
    base_disk: base.file,
    base_checksum: base.checksum,
  };
  for (const [name, text] of templates) {
    const file = join(folder, "template", name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const given = Object.entries(variables).map(([name, value]) => `-var=${name}=${value}`);
  await execa("packer", ["build", "-color=false", ...given, join(folder, "template")], {
    env: {
      CHECKPOINT_DISABLE: "1",
      PACKER_CACHE_DIR: join(folder, "cache"),
      PACKER_CONFIG_DIR: folder,
      PACKER_LOG: "1",
      PACKER_LOG_PATH: join(folder, "packer.log"),
    },
    all: true,
  });
  return join(folder, "disk", `${image.name}-v1.0.0.qcow2`);
}
