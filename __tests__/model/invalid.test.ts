import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { faultsOf, labFolder } from "./lab-folder.ts";

const fixtures = fileURLToPath(new URL("invalid", import.meta.url));
const names = readdirSync(fixtures).sort();

test("there is a fixture for each way to be wrong", () => {
  expect(names.length).toBeGreaterThanOrEqual(80);
});

test.each(names)("%s is told in exactly these lines, inside its file, and nothing is written", (name) => {
  const root = labFolder(join(fixtures, name));
  const before = filesIn(root);
  const told = faultsOf(root);
  expect(`${told}\n`).toBe(readFileSync(join(fixtures, name, "expected.txt"), "utf8"));
  for (const line of told.split("\n").slice(0, -1)) expectInsideItsFile(root, line);
  expect(filesIn(root)).toEqual(before);
});

/** `file:line:column` points at a sign of the file, or just behind it; a file that is missing has only a beginning. */
function expectInsideItsFile(root: string, line: string): void {
  const [, file = "", row = "", column = ""] = /^([^:]+):(\d+):(\d+): /.exec(line) ?? [];
  const missing = line.endsWith(": does not exist");
  const text = missing ? "" : (readFileSync(join(root, file), "utf8").split("\n")[Number(row) - 1] ?? "");
  expect(Number(column)).toBeGreaterThanOrEqual(1);
  expect(Number(column)).toBeLessThanOrEqual(text.length + 1);
}

function filesIn(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
}
