import { exitCodes, StrataError } from "../../model/exit.ts";
import type { StrataCommand } from "../command.ts";
import { unknownStack } from "../stack/open-stack.ts";
import { readOutputs } from "../stack/outputs.ts";
import { placesOf } from "../stack/places.ts";
import { takesStack } from "../stack/stack-command.ts";
import { readStackJson } from "../stack/stack-json.ts";
import { synth } from "../stack/synth.ts";

export default {
  configure: takesStack,
  async run({ arguments: [name = ""], root, site }) {
    const stacks = await synth(root, site);
    if (!stacks.includes(name)) throw await unknownStack(root, site, name, stacks);
    const places = placesOf(root, site, name);
    const { stateFile } = await readStackJson(places.json, places.folder);
    const outputs = await readOutputs(stateFile);
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
