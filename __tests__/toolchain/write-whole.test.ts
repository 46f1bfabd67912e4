import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { writeWhole } from "../../toolchain/write-whole.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "strata-whole-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a secret is closed to others from its first byte, and its folder is made", async () => {
  const file = join(folder, "secrets/home.env");
  await writeWhole(file, "A=1\n", 0o600);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "utf8")).toBe("A=1\n");
});

test("what cannot be put in its place leaves nothing beside it that could be read later", async () => {
  mkdirSync(join(folder, "taken"));
  await expect(writeWhole(join(folder, "taken"), "A=1\n", 0o600)).rejects.toMatchObject({ syscall: "rename" });
  expect(readdirSync(folder)).toEqual(["taken"]);
});
