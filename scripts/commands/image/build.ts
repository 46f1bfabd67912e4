import { relative } from "node:path";
import { Option } from "commander";
import { roughSize } from "../../../model/bytes.ts";
import { loadLab } from "../../../model/load.ts";
import type { StrataCommand } from "../../command.ts";
import { asked } from "../../image/asked.ts";
import { type BuildEnd, build } from "../../image/build.ts";
import { vmid } from "./vmid.ts";

/** `strata image build <image> [release]`: builds its disk with Packer and records how. */
export default {
  configure: (command) =>
    void command
      .argument("<image>", "name of the image, or of a template: alma9.8-k3-node-amd64-v1.35.6-k3s1-v1.0.0")
      .argument("[release]", "such as v1.0.0 (default: the one that the recipe belongs to)")
      .addOption(
        new Option(
          "--builder <builder>",
          "how (default: as its newest release was, else the first its file names)",
        ).choices(["qemu", "proxmox-iso"]),
      )
      .option("--node <node>", "proxmox-iso: node it is built on (default: where the last release stands)")
      .option("--storage <storage>", "proxmox-iso: storage of its disk (default: the same way)")
      .option(
        "--id <vmid>",
        "proxmox-iso: its number in Proxmox (default: as its file says, else the next free one)",
        vmid,
      )
      .option("--tcg", "go on without KVM, under emulation, which takes about ten times as long (or STRATA_TCG=1)")
      .addHelpText("after", help),
  async run({ arguments: [name = "", release], options, root, site }) {
    const tcg = options.tcg === true || process.env.STRATA_TCG === "1";
    const lab = loadLab(root, site);
    const end = await build(root, lab, asked(lab, name, release), { ...options, tcg });
    return { text: inWords(root, end), facts: facts(root, end) };
  },
} satisfies StrataCommand;

const help = `
qemu leaves the disk with manifest.json, SHA256SUMS and provenance.intoto.json in build/images/<image>/<release>/; proxmox-iso
installs it on the target and makes a template there, with the records alone here (Packer 1.9 or newer). Both write
images/<image>/releases/<release>.yaml: a change to commit. The same recipe is not built twice.

Examples:
  strata image build debian13-docker
  strata image build alma9-k3s-optimized v1.1.0 --builder proxmox-iso --node forge
  make packer IMAGE_VERSION=alma9.8-k3-node-amd64-v1.35.6-k3s1-v1.0.0`;

function inWords(root: string, { recorded, made, built, releaseFile }: BuildEnd): string {
  const was = built ? "built" : "up to date, nothing of its recipe has changed:";
  return `${was} ${whatWasMade(root, recorded, made)}\nrecorded in ${releaseFile}`;
}

function whatWasMade(
  root: string,
  { template, release, digest }: BuildEnd["recorded"],
  made: BuildEnd["made"],
): string {
  if ("place" in made) {
    const { id, node, storage } = made.place;
    return `template ${template}: ${id} on ${node}, ${storage} (${digest})`;
  }
  const { file, manifest } = made.artifact;
  return `${manifest.image} ${release}: ${relative(root, file)} (${roughSize(manifest.size)}, ${digest})`;
}

function facts(root: string, { recorded, made, built, releaseFile }: BuildEnd): unknown {
  const where = "place" in made ? made.place : { file: relative(root, made.artifact.file) };
  return { ...recorded, ...where, built, releaseFile };
}
