import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { methodsOfProxmox } from "../scripts/readme/areas.ts";
import { currentReadme } from "../scripts/readme/readme.ts";
import { endpoints } from "../src/endpoints/index.ts";
import { official } from "./official.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const mend = "simulator/README.md is not what the source declares; run: npm run readme --workspace simulator";

test("the README tells what is declared", () => {
  expect(currentReadme(readme) === readme ? "" : mend).toBe("");
});

test("every endpoint stands in it", () => {
  expect(endpoints.filter(({ path }) => !readme.includes(`\`${path}\``)).map(({ path }) => path)).toEqual([]);
});

test("a part that nobody knows is refused, and one that has no place", () => {
  expect(() => currentReadme("<!-- generated: colour -->\n\n<!-- end -->")).toThrow(
    "README.md: colour, options, areas, absent, faults, paths: a marker without a part, or a part without a marker",
  );
});

(official ? test : test.skip)("it counts Proxmox's methods rightly (Proxmox's schema at hand)", () => {
  expect(Object.keys(official ?? {})).toHaveLength(methodsOfProxmox);
});
