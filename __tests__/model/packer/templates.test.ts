import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Image } from "../../../model/lab.ts";
import { loadLab } from "../../../model/load.ts";
import { type PackerRequest, packerTemplates } from "../../../model/packer/templates.ts";
import type { Recipe } from "../../../model/recipe.ts";
import { buildKey, checkout, imageNamed } from "./images.ts";

const alma = imageNamed("alma9-k3s-optimized");
const docker = imageNamed("debian13-docker");

describe("the templates of", () => {
  test.each([
    ["alma9-k3s-optimized", { builder: "qemu", packer: "built-in" }],
    ["alma9-k3s-optimized", { builder: "qemu", packer: "plugins" }],
    ["alma9-k3s-optimized", { builder: "proxmox-iso", packer: "plugins" }],
    ["debian13-docker", { builder: "qemu", packer: "built-in" }],
    ["debian13-docker", { builder: "qemu", packer: "plugins" }],
  ] satisfies [string, Pick<PackerRequest, "builder" | "packer">][])("%s are these for %j", (name, request) => {
    expect(Object.fromEntries(templates(imageNamed(name), request))).toMatchSnapshot();
  });
});

test("the same image and request give the same bytes", () => {
  expect([...templates(alma)]).toEqual([...templates(alma)]);
});

test("each file of HCL is JSON that ends with a line end", () => {
  for (const [file, text] of templates(alma, { builder: "proxmox-iso", packer: "plugins" }))
    if (file.endsWith(".pkr.json")) expect(`${JSON.stringify(JSON.parse(text), null, 2)}\n`).toBe(text);
});

describe("what lets Packer in", () => {
  test("is the key of the build, for root, in the answers of an installer", () => {
    const answers = templates(alma).get("http/ks.cfg") ?? "";
    expect(answers).toContain(`sshkey --username=root "${buildKey}"`);
    expect(answers).not.toContain("@BUILD_KEY@");
  });

  test("is a seed for cloud-init where the base is a disk", () => {
    const files = templates(docker);
    expect(files.get("http/user-data")).toBe(
      `#cloud-config\ndisable_root: false\nssh_pwauth: false\nusers:\n  - name: root\n    lock_passwd: true\n    ssh_authorized_keys: [${JSON.stringify(buildKey)}]\n`,
    );
    expect(files.get("http/meta-data")).toBe("instance-id: build\nlocal-hostname: build\n");
  });

  test("comes on a CD labelled OEMDRV where the build network cannot reach back", () => {
    const { kickstart } = alma.recipe;
    if (!kickstart) throw new Error("alma has no answers");
    const image = changed(alma, { kickstart: { ...kickstart, over: "OEMDRV" } });
    expect(source(image, { builder: "qemu", packer: "built-in" })).toMatchObject({
      cd_files: ["${path.root}/http/ks.cfg"],
      cd_label: "OEMDRV",
      boot_command: ["<up>e<wait><down><down><end>", " inst.text", "<leftCtrlOn>x<leftCtrlOff>"],
    });
    expect(source(image, { builder: "proxmox-iso", packer: "plugins" }).additional_iso_files).toEqual([
      {
        type: "sata",
        cd_files: ["${path.root}/http/ks.cfg"],
        cd_label: "OEMDRV",
        iso_storage_pool: "${var.iso_storage}",
        unmount: true,
      },
    ]);
  });
});

describe("firmware", () => {
  test("of an image that boots by BIOS names none", () => {
    const image: Image = { ...alma, firmware: "bios" };
    const { efi_boot, qemuargs } = source(image, { builder: "qemu", packer: "plugins" });
    expect([efi_boot, qemuargs]).toEqual([undefined, [["-cpu", "Nehalem"]]]);
    expect(source(image, { builder: "qemu", packer: "built-in" }).qemuargs).toEqual([["-cpu", "Nehalem"]]);
    const { bios, efi_config } = source(image, { builder: "proxmox-iso", packer: "plugins" });
    expect([bios, efi_config]).toEqual(["seabios", undefined]);
  });
});

test("hardening runs just before the last step, once one line turns it on", () => {
  const names = ({ recipe }: Image) => recipe.provisioners.map(({ file }) => file.split("/").at(-1));
  expect(names(alma)).toEqual(["updates.sh", "guest-agent.sh", "k3s.sh", "cleanup.sh"]);
  const lab = mkdtempSync(join(tmpdir(), "strata-hardened-"));
  for (const folder of ["images", "personas"]) cpSync(join(checkout, folder), join(lab, folder), { recursive: true });
  const file = join(lab, "images/alma9-k3s-optimized/image.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace("hardening: false", "hardening: true"));
  const hardened = loadLab(lab, "home").images.find(({ name }) => name === alma.name);
  rmSync(lab, { recursive: true });
  expect(hardened && names(hardened)).toEqual(["updates.sh", "guest-agent.sh", "k3s.sh", "openscap.sh", "cleanup.sh"]);
});

test("a base made from packages is told to Packer when it starts, with its checksum", () => {
  const image = changed(docker, { base: { from: "packages", medium: "disk", suite: "trixie", version: "13" } });
  expect(source(image, { builder: "qemu", packer: "built-in" })).toMatchObject({
    iso_url: "${var.base_disk}",
    iso_checksum: "${var.base_checksum}",
    disk_image: true,
  });
});

test("a builder that the image does not name is refused, and so is one that the Packer at hand cannot run", () => {
  expect(() => templates(docker, { builder: "proxmox-iso", packer: "plugins" })).toThrow(
    "images/debian13-docker/image.yaml has no builder proxmox-iso, only qemu",
  );
  expect(() => templates(alma, { builder: "proxmox-iso", packer: "built-in" })).toThrow(
    "proxmox-iso needs Packer 1.9 or newer, older ones know no EFI disk; install one, or build with BUILDER=qemu",
  );
});

function templates(image: Image, request: Partial<PackerRequest> = {}): ReadonlyMap<string, string> {
  return packerTemplates(image, { release: "v1.0.0", builder: "qemu", packer: "built-in", buildKey, ...request });
}

function source(image: Image, request: Pick<PackerRequest, "builder" | "packer">): Record<string, unknown> {
  const json = JSON.parse(templates(image, request).get("image.pkr.json") ?? "");
  return json.source[request.builder].image;
}

function changed(image: Image, recipe: Partial<Recipe>): Image {
  return { ...image, recipe: { ...image.recipe, ...recipe } };
}
