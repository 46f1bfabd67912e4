import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect } from "@jest/globals";
import { execa, execaSync } from "execa";
import type { Image } from "../../../model/lab.ts";
import { packerTemplates } from "../../../model/packer/templates.ts";
import { type PackerBuilder, type PackerKind, packerVariables } from "../../../model/packer/variables.ts";
import { testNeeding } from "../../needs.ts";
import { buildKey, checkout, imageNamed } from "./images.ts";

// Debian's Packer is 1.6.6, the last line that has its builders built in.
const { stdout = "" } = execaSync("packer", ["version"], { reject: false, env: { CHECKPOINT_DISABLE: "1" } });
const testWithPacker = testNeeding("Packer 1.6", /\bv1\.6\./.test(stdout));

type Source = Readonly<Record<string, unknown>>;

const scratch = mkdtempSync(join(tmpdir(), "strata-packer-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

testWithPacker("Packer takes the qemu template of an installer", async () => {
  expect(await validate(imageNamed("alma9-k3s-optimized"), "qemu")).toBe("");
});

testWithPacker("Packer takes the qemu template whose answers come on a CD", async () => {
  const { recipe, ...image } = imageNamed("alma9-k3s-optimized");
  if (!recipe.kickstart) throw new Error("alma has no answers");
  const kickstart = { ...recipe.kickstart, over: "OEMDRV" as const };
  expect(await validate({ ...image, recipe: { ...recipe, kickstart } }, "qemu")).toBe("");
});

testWithPacker("Packer takes the qemu template of a disk, with a playbook in it", async () => {
  expect(await validate(imageNamed("debian13-docker"), "qemu")).toBe("");
});

testWithPacker("Packer takes the qemu template of a base made from packages", async () => {
  const { recipe, ...image } = imageNamed("debian13-docker");
  const base = { from: "packages", medium: "disk", suite: "trixie", version: "13" } as const;
  expect(await validate({ ...image, recipe: { ...recipe, base } }, "qemu")).toBe("");
});

testWithPacker("Packer takes the proxmox-iso template but for what its builder did not know yet", async () => {
  expect(await validate(imageNamed("alma9-k3s-optimized"), "proxmox-iso", asOf166)).toBe("");
});

testWithPacker("Packer finds a mistake in such a template", async () => {
  const wrong = (source: Source) => ({ ...asOf166(source), nod: "asus" });
  expect(await validate(imageNamed("alma9-k3s-optimized"), "proxmox-iso", wrong)).toContain(
    'No argument or block type is named "nod"',
  );
});

/** Options that came to `proxmox-iso` after Packer 1.6.6, and of a disk. */
const younger = ["machine", "bios", "efi_config", "serials", "cloud_init_disk_type", "task_timeout"];
const youngerOfDisk = ["discard", "ssd"];

/** The template without what is younger; installer and credential stand where they did then, and a disk names its pool. */
function asOf166({ boot_iso, token, disks, ...source }: Source): Source {
  const { type: _, unmount, ...installer } = boot_iso as Source;
  return {
    ...without(source, younger),
    ...installer,
    unmount_iso: unmount,
    password: token,
    disks: (disks as Source[]).map((disk) => ({ ...without(disk, youngerOfDisk), storage_pool_type: "dir" })),
  };
}

function without(source: Source, names: readonly string[]): Source {
  return Object.fromEntries(Object.entries(source).filter(([name]) => !names.includes(name)));
}

/** What Packer says against a template; nothing where it is right. */
async function validate(image: Image, builder: PackerBuilder, change = (source: Source) => source): Promise<string> {
  const packer: PackerKind = builder === "qemu" ? "built-in" : "plugins";
  const folder = mkdtempSync(join(scratch, "template-"));
  for (const [file, text] of packerTemplates(image, { release: "v1.0.0", builder, packer, buildKey })) {
    if (file === "plugins.pkr.json") continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), file === "image.pkr.json" ? changed(text, builder, change) : text);
  }
  const { all } = await execa("packer", ["validate", ...variables(image, builder, packer), folder], {
    all: true,
    reject: false,
    env: { CHECKPOINT_DISABLE: "1", PATH: `${withAnsible()}:${process.env.PATH}` },
  });
  return all;
}

function changed(text: string, builder: PackerBuilder, change: (source: Source) => Source): string {
  const template = JSON.parse(text);
  template.source[builder].image = change(template.source[builder].image);
  return JSON.stringify(template);
}

function variables(image: Image, builder: PackerBuilder, packer: PackerKind): string[] {
  const key = join(scratch, "id_ed25519");
  execaSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key], { input: "n\n", reject: false });
  const noDigest = `sha256:${"0".repeat(64)}`;
  const known: Record<string, string> = {
    lab: checkout,
    ssh_private_key_file: key,
    output: join(scratch, "disk"),
    base_checksum: noDigest,
  };
  return packerVariables(image, builder, packer, "built").flatMap(({ name, example }) => [
    "-var",
    `${name}=${known[name] ?? example}`,
  ]);
}

/** Packer asks its Ansible provisioner's program for a version while it validates; nothing is run. */
function withAnsible(): string {
  const program = join(scratch, "ansible-playbook");
  writeFileSync(program, "#!/bin/sh\necho 'ansible-playbook [core 2.19.0]'\n", { mode: 0o755 });
  return scratch;
}
