import { exitCodes } from "../../../model/exit.ts";
import { imageNamed } from "../../../model/image-named.ts";
import { loadLab } from "../../../model/load.ts";
import type { StrataCommand } from "../../command.ts";
import { type Placed, placeOf } from "../../image/place.ts";
import { writeLabFile } from "../../lab-file.ts";
import { vmid } from "./vmid.ts";

/** `strata image place <image>`: number, node and storage of a template that the stack images is to make. */
export default {
  configure: (command) =>
    void command
      .argument("<image>", "name of the image")
      .option("--node <node>", "node it goes to (default: where the last release stands)")
      .option("--storage <storage>", "storage of its disk (default: the same way)")
      .option("--id <vmid>", "its number in Proxmox (default: the next free one)", vmid)
      .option("--dry-run", "show the file; write nothing")
      .addHelpText("after", help),
  async run({ arguments: [name = ""], options, root, site }) {
    const lab = loadLab(root, site);
    const placed = placeOf(root, lab, imageNamed(lab, name), options);
    const written = !placed.known && options.dryRun !== true;
    if (written) await writeLabFile(root, site, placed.file, placed.content);
    return {
      text: inWords(name, placed, written),
      facts: { image: name, ...placed, written },
      exit: placed.known || written ? exitCodes.done : exitCodes.changesPending,
    };
  },
} satisfies StrataCommand;

const help = `
Writes images/<image>/releases/<release>.yaml, a change to commit: from then on the stack images makes the template. Where the
release has a place already, nothing is written. With --dry-run the exit code is 2 where something would be.

Example:
  strata image place debian13 --node asus --storage tank`;

function inWords(image: string, { release, file, content, place, known }: Placed, written: boolean): string {
  if (known) return `${image} ${release} has its place: ${place.id} on ${place.node}, ${place.storage} (${file})`;
  return `${written ? "wrote" : "#"} ${file}\n${content}`;
}
