import type { StrataCommand } from "../command.ts";
import { synth } from "../stack/synth.ts";

export default {
  async run({ root, site }) {
    const stacks = await synth(root, site);
    return {
      text: `${stacks.length} ${stacks.length === 1 ? "stack" : "stacks"}: ${stacks.join(", ")}`,
      facts: { stacks },
    };
  },
} satisfies StrataCommand;
