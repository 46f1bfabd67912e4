import { jsonSchemas } from "../../model/schemas/all.ts";
import type { StrataCommand } from "../command.ts";
import { keepCurrent } from "../generated.ts";

/** `strata schemas`: writes what editors check YAML files by. */
export default {
  configure: (command) =>
    void command.option("--check", "write nothing; exit 1 where a schema in schemas/ is not what the model says"),
  async run({ options, root }) {
    const files = Object.entries(jsonSchemas()).map(([name, schema]) => ({
      file: `schemas/${name}.json`,
      text: `${JSON.stringify(schema, null, 2)}\n`,
    }));
    return keepCurrent(root, files, { check: Boolean(options.check), source: "the model", mend: "strata schemas" });
  },
} satisfies StrataCommand;
