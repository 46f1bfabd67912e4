import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { containerLab } from "../containers/container-lab.ts";
import { faultsOf } from "../lab-folder.ts";

const fixtures = fileURLToPath(new URL("invalid", import.meta.url));
const names = readdirSync(fixtures).sort();

test("there is a fixture for each way in which a site can be wrong about its hosts", () => {
  expect(names.length).toBeGreaterThanOrEqual(30);
});

test.each(names)("%s is told in exactly these lines, inside its file", (name) => {
  const root = containerLab(join(fixtures, name));
  const told = faultsOf(root);
  expect(`${told}\n`).toBe(readFileSync(join(fixtures, name, "expected.txt"), "utf8"));
  for (const line of told.split("\n").slice(0, -1)) {
    const [, file = "", row, column] = /^([^:]+):(\d+):(\d+): /.exec(line) ?? [];
    const text = readFileSync(join(root, file), "utf8").split("\n")[Number(row) - 1] ?? "";
    expect(Number(column)).toBeLessThanOrEqual(text.length + 1);
  }
});
