import { exitCodes } from "../../../model/exit.ts";
import { Faults } from "../../../model/fault.ts";
import { loadLab } from "../../../model/load.ts";
import { type Check, fail, pass } from "../../target/check.ts";
import type { Preflight } from "../context.ts";

/** The files of every site say what they must, and do not contradict each other. */
export const labFiles: Check<Preflight> = {
  name: "files",
  run({ root, sites }) {
    for (const site of sites) {
      const faults = faultsOf(root, site);
      const more = faults.length > 1 ? ` (\`strata synth --site ${site}\` names all ${faults.length} faults)` : "";
      if (faults[0]) return fail(exitCodes.wrongInput, `${faults[0]}${more}`);
    }
    return pass(sites.join(", ") || "no site");
  },
};

function faultsOf(root: string, site: string): string[] {
  try {
    loadLab(root, site);
    return [];
  } catch (error) {
    if (error instanceof Faults) return error.message.split("\n").slice(0, -1);
    throw error;
  }
}
