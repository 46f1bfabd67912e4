import { exitCodes, StrataError } from "../../model/exit.ts";
import type { StrataCommand } from "../command.ts";
import { openForReading, unknownStack } from "../stack/open-stack.ts";
import { outputsIn, readOutputs } from "../stack/outputs.ts";
import { placesOf } from "../stack/places.ts";
import { takesStack } from "../stack/stack-command.ts";
import { readStackJson } from "../stack/stack-json.ts";
import { stateText } from "../stack/state-text.ts";
import { synth } from "../stack/synth.ts";

export default {
  configure: (command) =>
    void takesStack(command).option("--reveal", "print secret outputs as well, such as the token of access"),
  async run({ arguments: [name = ""], options, root, site }) {
    const stacks = await synth(root, site);
    if (!stacks.includes(name)) throw await unknownStack(root, site, name, stacks);
    const places = placesOf(root, site, name);
    const { stateFile, encrypted } = await readStackJson(places.json, places.folder);
    const outputs =
      encrypted || options.reveal
        ? outputsIn(await stateText(await openForReading(root, site, name)), options.reveal === true)
        : await readOutputs(stateFile);
    if (outputs === undefined) {
      throw new StrataError(exitCodes.wrongInput, `${name} has no outputs yet; \`strata apply ${name}\` makes them`);
    }
    const width = Math.max(0, ...Object.keys(outputs).map((key) => key.length));
    return {
      text: Object.entries(outputs)
        .map(([key, value]) => `${key.padEnd(width)}   ${typeof value === "string" ? value : JSON.stringify(value)}`)
        .join("\n"),
      facts: outputs,
    };
  },
} satisfies StrataCommand;
