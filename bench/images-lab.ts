import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadLab } from "../model/load.ts";
import { buildInputs } from "../model/packer/inputs.ts";
import { templateName } from "../model/template-name.ts";
import { generatedLab } from "./generated-lab.ts";
import { checkout } from "./programs.ts";

/** Images of the checkout that are copied: one with a playbook and its roles, one with scripts and what its base is made of. */
const models = ["debian13-docker", "rehearsal"];

/** Writes a lab of so many images, each with a release that was built from the recipe as it is; gives back its folder. */
export function labOfImages(folder: string, count: number): string {
  generatedLab(folder, 0);
  rmSync(join(folder, "images"), { recursive: true });
  for (const part of ["images/shared", "ansible"]) copy(part, folder, part);
  for (let index = 0; index < count; index++) {
    const model = models[index % models.length] as string;
    copy(join("images", model), folder, join("images", `${model}-${index}`));
  }
  record(folder);
  return folder;
}

function copy(from: string, folder: string, to: string): void {
  cpSync(join(checkout, from), join(folder, to), { recursive: true });
}

function record(folder: string): void {
  const zeros = `sha256:${"0".repeat(64)}`;
  for (const [index, image] of loadLab(folder, "home").images.entries()) {
    const { recipe } = buildInputs(folder, image, { builder: "qemu", packer: "plugins", tools: {} });
    const releases = join(folder, "images", image.name, "releases");
    rmSync(releases, { recursive: true, force: true });
    mkdirSync(releases);
    writeFileSync(
      join(releases, "v1.0.0.yaml"),
      `name: ${templateName(image, "v1.0.0")}
disk: 20GiB
digest: ${zeros}
built: { at: 2026-11-21T17:00:00Z, commit: ${"ab".repeat(20)}, dirty: false, builder: qemu, base: ${zeros}, recipe: ${recipe} }
templates:
  - { site: home, node: large, storage: fast, id: ${9000 + index} }
`,
    );
  }
}
