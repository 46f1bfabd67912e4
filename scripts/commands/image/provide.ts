import { loadLab } from "../../../model/load.ts";
import type { StrataCommand } from "../../command.ts";
import { asked } from "../../image/asked.ts";
import { releaseOfRecipe } from "../../image/build.ts";
import { provide } from "../../image/provide.ts";

/** `strata image provide <image> [release]`: build and upload in one, as far as needed. */
export default {
  configure: (command) =>
    void command
      .argument("<image>", "name of the image, or of a template")
      .argument("[release]", "such as v1.0.0 (default: the one that the recipe belongs to)")
      .option("--tcg", "build without KVM, under emulation, which takes about ten times as long (or STRATA_TCG=1)")
      .addHelpText(
        "after",
        "\nThe stack images calls it so. Where the template stands as its file says, nothing is done.",
      ),
  async run({ arguments: [name = "", said], options, root, site }) {
    const lab = loadLab(root, site);
    const request = asked(lab, name, said);
    const release = request.release ?? releaseOfRecipe(root, request.image);
    const tcg = options.tcg === true || process.env.STRATA_TCG === "1";
    const end = await provide(root, lab, { image: request.image, release }, tcg);
    const did = end.did === "nothing" ? "stands already" : end.did;
    const places = end.templates.map(({ node, id }) => `${id} on ${node}`).join(", ");
    return {
      text: `${request.image.name} ${release}: ${did}, template ${places}`,
      facts: { image: request.image.name, ...end },
    };
  },
} satisfies StrataCommand;
