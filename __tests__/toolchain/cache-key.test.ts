import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { buildKey, registryKey } from "../../toolchain/cache-key.ts";

const pin = { name: "Tiny", version: "1.2.3", module: "tiny", package: ".", ldflags: "-s" };
const platform = { os: "linux", arch: "amd64" };
let modules: string;

beforeEach(() => {
  modules = mkdtempSync(join(tmpdir(), "cache-key-"));
  mkdirSync(join(modules, "tiny"));
  writeFileSync(join(modules, "tiny", "go.mod"), "module tiny\n");
  writeFileSync(join(modules, "tiny", "main.go"), "package main\n");
});
afterEach(() => rmSync(modules, { recursive: true }));

test("a build is named by tool, version and checksum", async () => {
  expect(await buildKey(pin, modules, platform)).toMatch(/^tiny-1\.2\.3-[0-9a-f]{12}$/);
});

test("the same module in another folder has the same name", async () => {
  const before = await buildKey(pin, modules, platform);
  const file = join(modules, "tiny", "README.md");
  writeFileSync(file, "what does not decide the build does not count");
  expect(await buildKey(pin, modules, platform)).toBe(before);
});

test.each<[string, (folder: string) => void]>([
  ["a changed source", (folder) => appendFileSync(join(folder, "main.go"), "// more\n")],
  ["a changed go.mod", (folder) => appendFileSync(join(folder, "go.mod"), "go 1.26\n")],
  ["a new go.sum", (folder) => writeFileSync(join(folder, "go.sum"), "a")],
])("%s gives another name", async (_what, change) => {
  const before = await buildKey(pin, modules, platform);
  change(join(modules, "tiny"));
  expect(await buildKey(pin, modules, platform)).not.toBe(before);
});

test("other flags, another platform or another version give another name", async () => {
  const names = await Promise.all([
    buildKey(pin, modules, platform),
    buildKey({ ...pin, ldflags: "-w" }, modules, platform),
    buildKey(pin, modules, { os: "darwin", arch: "arm64" }),
    buildKey({ ...pin, version: "1.2.4" }, modules, platform),
  ]);
  expect(new Set(names).size).toBe(names.length);
});

test("what a registry gave out is named by its host and platform", () => {
  expect(registryKey(pin, "registry.example.org", platform)).toBe("tiny-1.2.3-registry.example.org-linux_amd64");
});
