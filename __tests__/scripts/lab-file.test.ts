import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { writeLabFile } from "../../scripts/lab-file.ts";
import { labFolder, persona } from "../model/lab-folder.ts";

const file = "personas/home/gitea.yaml";

test("a file of the lab is written where the lab with it is right", async () => {
  const root = labFolder();
  await writeLabFile(root, "home", file, persona({ memory: "4GiB" }));
  expect(readFileSync(join(root, file), "utf8")).toContain("memory: 4GiB");
});

test("it is as it was where the lab would be wrong, and one that was not there is not there", async () => {
  const root = labFolder();
  const before = readFileSync(join(root, file), "utf8");
  const there = readdirSync(join(root, "personas/home"));
  await expect(writeLabFile(root, "home", file, persona({ node: "nowhere" }))).rejects.toThrow(/node "nowhere"/);
  expect(readFileSync(join(root, file), "utf8")).toBe(before);
  await expect(writeLabFile(root, "home", "personas/home/wiki.yaml", persona({ node: "nowhere" }))).rejects.toThrow();
  expect(readdirSync(join(root, "personas/home"))).toEqual(there);
  expect(existsSync(join(root, "personas/home/wiki.yaml"))).toBe(false);
});
