import { spawn } from "node:child_process";
import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { labFolder } from "../../model/lab-folder.ts";

const program = fileURLToPath(new URL("../../../scripts/strata.mjs", import.meta.url));

test("a second rehearsal in one checkout waits, and leaves the folder of the first alone", async () => {
  const root = labFolder();
  const mine = join(root, "build/rehearsal/lab");
  mkdirSync(mine, { recursive: true });
  const lock = join(root, "build/rehearsal.holder.lock");
  mkdirSync(lock);
  writeFileSync(join(root, "build/rehearsal.holder"), "`strata rehearse` (process 4711)");
  // However slowly the second starts: the first was here just now.
  const later = new Date(Date.now() + 3_600_000);
  utimesSync(lock, later, later);
  const second = spawn(process.execPath, [program, "rehearse", "gitea"], {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise((resolve) => second.once("close", resolve));
  let told = "";
  for await (const data of second.stderr) {
    told += data;
    if (told.includes("\n")) break;
  }
  second.kill("SIGKILL");
  await ended;
  expect(told).toBe("rehearsal: waiting for `strata rehearse` (process 4711) …\n");
  expect(existsSync(mine)).toBe(true);
}, 60_000);
