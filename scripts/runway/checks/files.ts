import { Faults } from "../../../model/fault.ts";
import { type Check, fail, pass } from "../../target/check.ts";
import type { Runway } from "../context.ts";

/** The lab's files say what they must, and do not contradict each other. */
export const files: Check<Runway> = {
  name: "files",
  run({ site, lab }) {
    try {
      const { guests, nodes } = lab();
      return pass(
        `${site}: ${guests.map(({ name }) => name).join(", ") || "no guests"} on ${nodes.map(({ name }) => name).join(", ")}`,
      );
    } catch (error) {
      if (!(error instanceof Faults)) throw error;
      const [first, ...others] = error.message.split("\n");
      return fail(
        error.exit,
        others.length > 1 ? `${first} (\`strata synth\` names all ${error.faults.length} faults)` : `${first}`,
      );
    }
  },
};
