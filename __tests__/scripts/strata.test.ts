import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

const strata = fileURLToPath(new URL("../../scripts/strata.mjs", import.meta.url));

test("who stops reading what is printed ends nothing with an error", async () => {
  const child = spawn(process.execPath, [strata, "--help"], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  expect([code, said]).toEqual([0, ""]);
});
