import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

/** Which folder may import from which. Data flows one way: what is not listed is forbidden. */
const mayImport: Record<string, readonly string[]> = {
  model: ["model"],
  providers: ["providers"],
  constructs: ["constructs", "providers", "model"],
  "main.ts": ["constructs", "model", "toolchain"],
  toolchain: ["toolchain", "model"],
  scripts: ["scripts", "model", "toolchain", "simulator"],
  simulator: ["simulator"],
  bench: ["bench", "constructs", "model", "toolchain", "simulator"],
};

const root = fileURLToPath(new URL("../..", import.meta.url));
const sources = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.mjs"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file && !file.includes("__tests__/"));

test("imports go one way only", () => {
  const wrong = sources.flatMap((file) =>
    importsOf(file)
      .filter((target) => !(mayImport[room(file)] ?? []).includes(room(target)))
      .map((target) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test("the simulator is entered by its front door", () => {
  const others = sources.filter((file) => room(file) !== "simulator");
  const entered = others.flatMap(importsOf).filter((target) => room(target) === "simulator");
  expect([...new Set(entered)]).toEqual(["simulator/src/index.ts"]);
});

test("every source file stands in a room of the house", () => {
  expect(sources.filter((file) => !(room(file) in mayImport))).toEqual([]);
});

/** First folder of a path, or the file itself at the top. */
function room(path: string): string {
  return path.split("/")[0] as string;
}

/** The project's own files that a file imports, from its import, export-from and import() expressions. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)]
    .map(([, specifier]) => specifier as string)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => relative(root, normalize(join(root, dirname(file), specifier))));
}
