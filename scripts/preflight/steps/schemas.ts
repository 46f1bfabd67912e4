import { existsSync } from "node:fs";
import { join } from "node:path";
import { exitCodes } from "../../../model/exit.ts";
import schemasCommand from "../../commands/schemas.ts";
import { type Check, fail, notChecked, pass } from "../../target/check.ts";
import type { Preflight } from "../context.ts";

/** The JSON Schemas that editors use are those that the model would write: what `strata schemas --check` says. */
export const schemas: Check<Preflight> = {
  name: "schemas",
  async run({ root }) {
    if (!existsSync(join(root, "schemas"))) return notChecked("there is no schemas/ here");
    const asked = { arguments: [], options: { check: true }, site: "", root, say: () => {} };
    const { text, exit } = await schemasCommand.run(asked);
    return exit === exitCodes.wrongInput ? fail(exit, text.split("\n")[0] ?? "") : pass("up to date");
  },
};
