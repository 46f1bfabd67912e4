import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, jest } from "@jest/globals";
import { execa } from "execa";
import { missingPrograms } from "../../../scripts/image/base-disk.ts";
import { testNeeding } from "../../needs.ts";
import { ImageLab, smallImage } from "./image-lab.ts";

const lacking = await missingPrograms(["packer", "qemu-system-x86_64", "qemu-img", "ssh-keygen"]);
const test = testNeeding(lacking.join(", "), lacking.length === 0);

jest.setTimeout(120_000);

let mirror: Server;
let lab: ImageLab;
beforeEach(async () => {
  lab = await ImageLab.make();
  const file = join(lab.root, ".packer-runs.qcow2");
  await execa("qemu-img", ["create", "-q", "-f", "qcow2", file, "1G"]);
  const disk = readFileSync(file);
  mirror = createServer((_, response) => response.end(disk));
  await new Promise<void>((resolve) => mirror.listen(0, "localhost", resolve));
  const address = mirror.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const image = smallImage
    .replace("https://images.example/", `http://localhost:${address.port}/`)
    .replace("ab".repeat(32), createHash("sha256").update(disk).digest("hex"));
  lab.write("images/small/image.yaml", image);
  await lab.commit("A disk with nothing on it");
});
afterEach(() => {
  mirror.close();
  lab.remove();
});

test("Ctrl-C is heard by the real Packer, which ends its QEMU; nothing of the build is left", async () => {
  const run = lab.strata(["image", "build", "small", "--tcg"], { PATH: process.env.PATH ?? "" });
  for (let tries = 0; tries < 600 && machines().length === 0; tries += 1) await sleep(100);
  expect(machines()).toHaveLength(1);
  await sleep(1000);
  run.kill("SIGINT");
  const { exitCode, stderr } = await run;
  expect(stderr).toMatch(
    /small v1\.0\.0: the build was stopped, its machine ended and its files removed; run this again/,
  );
  expect(exitCode).toBe(5);
  expect(machines()).toEqual([]);
  expect(lab.has("build/images/small/v1.0.0.unfinished")).toBe(false);
});

/** Processes of QEMU that work in the lab's folder. */
function machines(): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      return /^\d+$/.test(pid) && /^\S*qemu-system/.test(words) && words.includes(lab.root);
    } catch {
      return false;
    }
  });
}
