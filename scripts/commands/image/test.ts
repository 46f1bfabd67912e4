import { Option } from "commander";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import { loadLab } from "../../../model/load.ts";
import { newestRelease } from "../../../model/release-to-build.ts";
import type { StrataCommand } from "../../command.ts";
import { asked } from "../../image/asked.ts";
import { testImage } from "../../image/test.ts";
import { type TargetTestEnd, testOnTarget } from "../../image/test-on-target.ts";

/** `strata image test <image> [release]`: what must hold before a release may be promoted. */
export default {
  configure: (command) =>
    void command
      .argument("<image>", "name of the image, or of a template")
      .argument("[release]", "such as v1.0.0 (default: the newest)")
      .addOption(
        new Option("--on <where>", "here in QEMU, or on the target").choices(["here", "target"]).default("here"),
      )
      .option("--tcg", "boot without KVM, under emulation, which takes minutes (or STRATA_TCG=1)")
      .addHelpText("after", help),
  async run({ arguments: [name = "", said], options, root, site, say }) {
    const lab = loadLab(root, site);
    const request = asked(lab, name, said);
    const { image } = request;
    const release = request.release ?? newestRelease(root, image.name);
    if (release === undefined)
      throw new StrataError(exitCodes.wrongInput, `${image.name} has no release; \`strata image build ${image.name}\``);
    if (options.on === "target") {
      const end = await testOnTarget(root, lab, { image, release }, say);
      return { text: inWords(`${image.name} ${release}`, end), facts: { image: image.name, release, ...end } };
    }
    const tcg = options.tcg === true || process.env.STRATA_TCG === "1";
    const { digest, promises, releaseFile } = await testImage(root, { image, release }, tcg, say);
    return {
      text: `${image.name} ${release} holds its ${promises.length} promises; recorded in ${releaseFile}`,
      facts: { image: image.name, release, digest, promises, releaseFile },
    };
  },
} satisfies StrataCommand;

const help = `
Boots a clone: of the built disk, or of the one that Proxmox fetched, in QEMU on this machine; with --on target of the template,
on its node, under a free number and address, and removed afterwards. It must show SSH by key, cloud-init, guest agent, Python,
sudo, and nothing left of the build's identity. What holds is written into the release's file, with the digest that was tested.`;

function inWords(named: string, { promises, unproven, releaseFile }: TargetTestEnd): string {
  if (releaseFile !== undefined) return `${named} holds its ${promises.length} promises; recorded in ${releaseFile}`;
  return `${named} holds ${promises.length} of ${promises.length + unproven.length} promises; nothing is recorded, because nothing runs inside the machines of an embedded Proxmox. Not checked: ${unproven.join("; ")}`;
}
