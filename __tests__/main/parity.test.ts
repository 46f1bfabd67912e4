import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { readStacks, type StackJson } from "../constructs/synth.ts";
import { copyOfHome, program } from "./program.ts";

const require = createRequire(import.meta.url);

test("the program under cdktn, the maintained fork of cdktf, writes the same stacks", async () => {
  const [withCdktf, withCdktn] = await Promise.all([stacks([]), stacks([new URL("cdktn.mjs", import.meta.url).href])]);
  expect(libraryVersions(withCdktf)).toEqual([require("cdktf/package.json").version]);
  expect(libraryVersions(withCdktn)).toEqual([require("cdktn/package.json").version]);
  expect(withoutVersions(withCdktn)).toEqual(withoutVersions(withCdktf));
});

async function stacks(preload: readonly string[]): Promise<Record<string, StackJson>> {
  const lab = copyOfHome();
  try {
    expect(await program(lab, {}, preload)).toMatchObject({ exitCode: 0, stderr: "" });
    return readStacks(join(lab, "cdktf.out"));
  } finally {
    rmSync(lab, { recursive: true });
  }
}

type Comment = { metadata: { version: string } };

function libraryVersions(stacks: Record<string, StackJson>): string[] {
  return [...new Set(Object.values(stacks).map((stack) => (stack["//"] as Comment).metadata.version))];
}

/** The library writes its own version into a comment; it is the one thing that may differ. */
function withoutVersions(stacks: Record<string, StackJson>): unknown {
  return JSON.parse(JSON.stringify(stacks), (key, value) => (key === "version" && /^\d/.test(value) ? "" : value));
}
