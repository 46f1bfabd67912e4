import { exitCodes, StrataError } from "../../../model/exit.ts";
import { loadLab } from "../../../model/load.ts";
import { newestRelease } from "../../../model/release-to-build.ts";
import type { StrataCommand } from "../../command.ts";
import { asked } from "../../image/asked.ts";
import { testImage } from "../../image/test.ts";

/** `strata image test <image> [release]`: what must hold before a release may be promoted. */
export default {
  configure: (command) =>
    void command
      .argument("<image>", "name of the image, or of a template")
      .argument("[release]", "such as v1.0.0 (default: the newest)")
      .option("--tcg", "boot without KVM, under emulation, which takes minutes (or STRATA_TCG=1)")
      .addHelpText("after", help),
  async run({ arguments: [name = "", said], options, root, site, say }) {
    const request = asked(loadLab(root, site), name, said);
    const { image } = request;
    const release = request.release ?? newestRelease(root, image.name);
    if (release === undefined)
      throw new StrataError(exitCodes.wrongInput, `${image.name} has no release; \`strata image build ${image.name}\``);
    const tcg = options.tcg === true || process.env.STRATA_TCG === "1";
    const { digest, promises, releaseFile } = await testImage(root, { image, release }, tcg, say);
    return {
      text: `${image.name} ${release} holds its ${promises.length} promises; recorded in ${releaseFile}`,
      facts: { image: image.name, release, digest, promises, releaseFile },
    };
  },
} satisfies StrataCommand;

const help = `
Boots a clone of the built disk, or of the one that Proxmox fetched, in QEMU on this machine: SSH by key, cloud-init, guest agent, Python, sudo, and nothing left
of the build's identity. What holds is written into the release's file, with the digest of the disk that was booted.`;
