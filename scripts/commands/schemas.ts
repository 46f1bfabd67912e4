import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exitCodes } from "../../model/exit.ts";
import { jsonSchemas } from "../../model/schemas/all.ts";
import type { StrataCommand } from "../command.ts";

/** `strata schemas`: writes what editors check YAML files by. */
const schemas: StrataCommand = {
  configure: (command) =>
    void command.option("--check", "write nothing; exit 1 where a schema in schemas/ is not what the model says"),
  async run({ options, root }) {
    const wanted = Object.entries(jsonSchemas()).map(([name, schema]) => ({
      file: `schemas/${name}.json`,
      text: `${JSON.stringify(schema, null, 2)}\n`,
    }));
    const stale = wanted.filter(({ file, text }) => textOf(join(root, file)) !== text);
    const facts = { stale: stale.map(({ file }) => file) };
    if (stale.length === 0) return { text: "schemas/ is up to date", facts };
    if (options.check) {
      const text = stale.map(({ file }) => `${file} is not what the model says; run \`strata schemas\``).join("\n");
      return { text, facts, exit: exitCodes.wrongInput };
    }
    mkdirSync(join(root, "schemas"), { recursive: true });
    for (const { file, text } of stale) writeFileSync(join(root, file), text);
    return { text: stale.map(({ file }) => `wrote ${file}`).join("\n"), facts };
  },
};

export default schemas;

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
