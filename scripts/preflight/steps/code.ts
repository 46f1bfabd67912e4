import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Check, notChecked } from "../../target/check.ts";
import { judgedBy, type Preflight, packaged } from "../context.ts";

const biome = (words: readonly string[], { root }: Preflight, praise: string) =>
  judgedBy(process.execPath, [packaged("@biomejs/biome", "bin/biome"), ...words, "."], {
    root,
    shown: `npx biome ${words.join(" ")} .`,
    praise,
  });

/** The code and data look as Biome would write them. */
export const format: Check<Preflight> = {
  name: "format",
  run: (preflight) => biome(["format"], preflight, "biome"),
};

/** The code keeps to the rules of biome.json, and its imports are in order. */
export const lint: Check<Preflight> = {
  name: "lint",
  run: (preflight) => biome(["check", "--formatter-enabled=false"], preflight, "biome"),
};

/** The types hold, where there is a program and not only a lab. */
export const types: Check<Preflight> = {
  name: "types",
  run({ root }) {
    if (!existsSync(join(root, "tsconfig.json"))) return notChecked("there is no tsconfig.json");
    const words = [packaged("typescript", "bin/tsc"), "--noEmit", "--project", "."];
    return judgedBy(process.execPath, words, { root, shown: "npx tsc --noEmit", praise: "tsc" });
  },
};
