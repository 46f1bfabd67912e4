import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { didYouMeanOrThereIs } from "../did-you-mean.ts";
import type { Fault } from "../fault.ts";
import { readText } from "../files/read-text.ts";
import { type Base, buildKeyWord, type Provisioner, type Recipe } from "../recipe.ts";
import type { ImageFile } from "../schemas/image.ts";
import type { LabDocument } from "./document.ts";

/** Follows the names in a right `image.yaml` to the files they mean. `folder` is the image's own, `images/<name>`. */
export function readRecipe(
  root: string,
  folder: string,
  file: ImageFile,
  { source, placeholders }: Pick<LabDocument<ImageFile>, "source" | "placeholders">,
): { recipe: Recipe; faults: readonly Fault[] } {
  const steps = stepsOf(folder, file);
  const answers = `${folder}/${file.kickstart?.file}`;
  const kickstart = file.kickstart && readText(root, answers);
  const recipe: Recipe = {
    base: baseOf(file.base),
    ...(kickstart && file.kickstart && { kickstart: { ...file.kickstart, file: answers, text: textOf(kickstart) } }),
    builders: file.builders,
    provisioners: steps.map(({ provisioner }) => provisioner),
    hardening: file.hardening,
    ...(file.k3s && { k3s: file.k3s }),
    placeholders,
  };
  const at = (path: readonly PropertyKey[], message: string) => source.fault(path, message);
  const missing = steps
    .filter(({ provisioner }) => !existsSync(join(root, provisioner.file)))
    .map(({ provisioner, path }) => at(path, absent(root, provisioner.file)));
  return {
    recipe,
    faults: [...missing, ...baseFaults(root, folder, file, at), ...kickstartFaults(file, kickstart, at)],
  };
}

function baseOf({ url, sha256, sha512, mmdebstrap, version }: ImageFile["base"]): Base {
  if (url === undefined) return { from: "packages", medium: "disk", suite: mmdebstrap ?? "", version };
  const medium = url.endsWith(".iso") ? "iso" : "disk";
  return { from: "download", medium, url, checksum: sha256 ? `sha256:${sha256}` : `sha512:${sha512}`, version };
}

/** Answers that cannot be read have a fault of their own; that they are there is known. */
function textOf(read: ReturnType<typeof readText>): string {
  return "text" in read ? read.text : "";
}

interface Step {
  readonly provisioner: Provisioner;
  /** Where `image.yaml` asks for it. */
  readonly path: readonly PropertyKey[];
}

/** Hardening comes just before the last step, which takes away what must not be in an image. */
function stepsOf(folder: string, { provisioners, hardening }: ImageFile): Step[] {
  const steps = provisioners.map((name, index) => ({
    provisioner: toStep(folder, name),
    path: ["provisioners", index],
  }));
  if (!hardening) return steps;
  const harden = { provisioner: toStep(folder, "scripts/openscap.sh"), path: ["hardening"] };
  return [...steps.slice(0, -1), harden, ...steps.slice(-1)];
}

function toStep(folder: string, name: string): Provisioner {
  const file = name.startsWith("shared/") ? `images/${name}` : `${folder}/${name}`;
  return { kind: name.endsWith(".sh") ? "script" : "playbook", file };
}

function absent(root: string, file: string): string {
  const [, folder = "", name = ""] = /^(.*)\/([^/]+)$/.exec(file) ?? [];
  const known = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [];
  return `${file} does not exist${didYouMeanOrThereIs(name, known)}`;
}

/** A base of packages is made by a program of the image's own. */
function baseFaults(
  root: string,
  folder: string,
  { base }: ImageFile,
  at: (path: readonly PropertyKey[], message: string) => Fault,
): Fault[] {
  const program = `${folder}/base/build.sh`;
  if (base.mmdebstrap === undefined || existsSync(join(root, program))) return [];
  return [
    at(
      ["base", "mmdebstrap"],
      `${program} does not exist and makes the disk of packages; copy the folder base of an image that has one`,
    ),
  ];
}

function kickstartFaults(
  { kickstart: asked }: ImageFile,
  read: ReturnType<typeof readText> | undefined,
  at: (path: readonly PropertyKey[], message: string) => Fault,
): Fault[] {
  if (!asked || !read) return [];
  if ("fault" in read) return [at(["kickstart", "file"], `${read.fault.at.file} ${read.fault.message}`)];
  if (read.text.includes(buildKeyWord)) return [];
  return [at(["kickstart", "file"], `${asked.file} lets nobody in; give root the key ${buildKeyWord} with sshkey`)];
}
