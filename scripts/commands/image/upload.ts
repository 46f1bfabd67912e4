import { Option } from "commander";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import { loadLab } from "../../../model/load.ts";
import { newestRelease } from "../../../model/release-to-build.ts";
import type { StrataCommand } from "../../command.ts";
import { asked } from "../../image/asked.ts";
import { refuseDownloaded } from "../../image/build.ts";
import { type UploadEnd, upload } from "../../image/upload.ts";
import { vmid } from "./vmid.ts";

/** `strata image upload <image> [release]`: makes a template of a built disk. */
export default {
  configure: (command) =>
    void command
      .argument("<image>", "name of the image, or of a template")
      .argument("[release]", "such as v1.0.0 (default: the newest)")
      .option("--node <node>", "node it goes to (default: as its file says, else where the last release stands)")
      .option("--storage <storage>", "storage of its disk (default: the same way)")
      .option("--id <vmid>", "its number in Proxmox (default: as its file says, else the next free one)", vmid)
      .addOption(
        new Option("--via <way>", "how (default: ssh where the site names root's key)").choices(["ssh", "api"]),
      )
      .addHelpText("after", help),
  async run({ arguments: [name = "", release], options, root, site }) {
    const lab = loadLab(root, site);
    const { image, release: said } = asked(lab, name, release);
    refuseDownloaded(image);
    const version = said ?? newestRelease(root, image.name);
    if (version === undefined)
      throw new StrataError(exitCodes.wrongInput, `${image.name} has no release; \`strata image build ${image.name}\``);
    const end = await upload(root, lab, { image, release: version }, options);
    return { text: inWords(end), facts: { ...end.artifact.manifest, ...end.place, made: end.made } };
  },
} satisfies StrataCommand;

const help = `
Over SSH: SFTP, the digest checked on the node, then qm; a transfer that was cut goes on where it was. Through the API: an
upload that the node checks, then an import; the API token is enough, and a transfer that was cut begins anew. Its name begins
with unfinished- until it is whole. A template of the same name and content is left alone, one of other content refused.

Examples:
  strata image upload debian13-docker --node forge
  strata image upload alma9.8-k3-node-amd64-v1.35.6-k3s1-v1.0.0`;

function inWords({ artifact: { manifest }, place, made, releaseFile }: UploadEnd): string {
  const { id, node, storage } = place;
  const was = made ? "made" : "there already:";
  return `${was} template ${manifest.template}: ${id} on ${node}, ${storage}\nrecorded in ${releaseFile}`;
}
