import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { acceptanceText } from "../scripts/readme/acceptance.ts";
import { methodsOfProxmox } from "../scripts/readme/areas.ts";
import { currentReadme } from "../scripts/readme/readme.ts";
import { endpoints } from "../src/endpoints/index.ts";
import { official } from "./official.ts";

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
const readme = read("README.md");
const results = JSON.parse(read("acceptance.json"));
const mend = "simulator/README.md is not what the source declares; run: npm run readme --workspace simulator";

test("the README tells what is declared", () => {
  expect(currentReadme(readme, results) === readme ? "" : mend).toBe("");
});

test("every endpoint stands in it", () => {
  expect(endpoints.filter(({ path }) => !readme.includes(`\`${path}\``)).map(({ path }) => path)).toEqual([]);
});

test("a part that nobody knows is refused, and one that has no place", () => {
  expect(() => currentReadme("<!-- generated: colour -->\n\n<!-- end -->", results)).toThrow(
    "README.md: colour, options, areas, absent, faults, paths, acceptance: a marker without a part, or a part without a marker",
  );
});

test("of a provider's tests, those that fail and those that are not run are told by name", () => {
  const text = acceptanceText({
    provider: "lab/lab 1.0.0",
    suites: { one: { TestA: "passed", TestB: "failed" }, two: { TestC: { excluded: "needs a Ceph cluster" } } },
  });
  expect(text).toContain("1 of the 3 acceptance tests of `lab/lab 1.0.0` pass.");
  expect(text).toContain("| `one` | 1 | 1 | 0 |\n| `two` | 0 | 0 | 1 |");
  expect(text).toContain("Failed:\n\n- `TestB`\n\nExcluded:\n\n- `TestC`: needs a Ceph cluster");
});

(official ? test : test.skip)("it counts Proxmox's methods rightly (Proxmox's schema at hand)", () => {
  expect(Object.keys(official ?? {})).toHaveLength(methodsOfProxmox);
});
