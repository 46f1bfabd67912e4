import { relative } from "node:path";
import { roughSize } from "../../../model/bytes.ts";
import { loadLab } from "../../../model/load.ts";
import type { StrataCommand } from "../../command.ts";
import { asked } from "../../image/asked.ts";
import { type BuildEnd, build } from "../../image/build.ts";

/** `strata image build <image> [release]`: builds its disk with Packer and records how. */
export default {
  configure: (command) =>
    void command
      .argument("<image>", "name of the image, or of a template: alma9.8-k3-node-amd64-v1.35.6-k3s1-v1.0.0")
      .argument("[release]", "such as v1.0.0 (default: the one that the recipe belongs to)")
      .option("--tcg", "go on without KVM, under emulation, which takes about ten times as long (or STRATA_TCG=1)")
      .addHelpText("after", help),
  async run({ arguments: [name = "", release], options, root, site }) {
    const tcg = options.tcg === true || process.env.STRATA_TCG === "1";
    const end = await build(root, asked(loadLab(root, site), name, release), tcg);
    return { text: inWords(root, end), facts: facts(root, end) };
  },
} satisfies StrataCommand;

const help = `
Leaves the disk with manifest.json, SHA256SUMS and provenance.intoto.json in build/images/<image>/<release>/, and writes
images/<image>/releases/<release>.yaml: a change to commit. The same recipe is not built twice.

Examples:
  strata image build debian13-docker
  strata image build alma9-k3s-optimized v1.1.0
  make packer IMAGE_VERSION=alma9.8-k3-node-amd64-v1.35.6-k3s1-v1.0.0`;

function inWords(root: string, { artifact, built, releaseFile }: BuildEnd): string {
  const { file, manifest } = artifact;
  const { image, release, size, digest } = manifest;
  const was = built ? "built" : "up to date, nothing of its recipe has changed:";
  return [
    `${was} ${image} ${release}: ${relative(root, file)} (${roughSize(size)}, ${digest})`,
    `recorded in ${releaseFile}`,
  ].join("\n");
}

function facts(root: string, { artifact, built, releaseFile }: BuildEnd): unknown {
  return { ...artifact.manifest, file: relative(root, artifact.file), built, releaseFile };
}
