import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { expect, test } from "@jest/globals";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const keys = new URL("../../src/ssh/keys.ts", import.meta.url).href;

test("keys are made to the end however often Node sweeps up", () => {
  const program = `const { newKeyPair } = await import(${JSON.stringify(keys)});
    const made = new Set(Array.from({ length: 40000 }, () => newKeyPair("one").publicKey));
    process.stdout.write(String(made.size));`;
  const words = ["--max-semi-space-size=1", "--import", tsx, "--input-type=module", "--eval", program];
  const { stdout, signal } = spawnSync(process.execPath, words, {
    encoding: "utf8",
    timeout: 280_000,
    killSignal: "SIGKILL",
  });
  expect({ stdout, signal }).toEqual({ stdout: "40000", signal: null });
}, 300_000);
