import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { exitCodes } from "../../../model/exit.ts";
import type { Image } from "../../../model/lab.ts";
import { loadLab } from "../../../model/load.ts";
import { baseDisk, diskPrograms } from "../../../scripts/image/base-disk.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));
const image = loadLab(checkout, "home").images.find(({ name }) => name === "rehearsal") as Image;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "base-disk-"));
  for (const folder of ["images/rehearsal/base", "bin"]) mkdirSync(join(root, folder), { recursive: true });
  for (const name of Object.keys(diskPrograms)) program(join(root, "bin", name), "exit 0");
  builds(
    'echo built >> "$(dirname "$0")/../../../times"; echo "$1" > "$2/base.qcow2"; echo "dash 1 amd64" > "$2/packages.txt"',
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function program(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** A stand-in for build.sh, which would take a minute. */
const builds = (script: string) => program(join(root, "images/rehearsal/base/build.sh"), script);
const disk = (environment: NodeJS.ProcessEnv = {}) =>
  baseDisk(root, image, {
    environment: {
      STRATA_CACHE: join(root, "cache"),
      PATH: `${join(root, "bin")}${delimiter}${process.env.PATH}`,
      ...environment,
    },
  });
const times = () => readFileSync(join(root, "times"), "utf8").split("\n").length - 1;

test("the disk of a suite is made once, with a list of what is in it", async () => {
  const first = await disk();
  expect(readFileSync(first.file, "utf8")).toBe("bookworm\n");
  expect(readFileSync(first.packages, "utf8")).toBe("dash 1 amd64\n");
  expect(first.checksum).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(await disk()).toEqual(first);
  expect(times()).toBe(1);
});

test("it is made anew when one of its files changes", async () => {
  const first = await disk();
  writeFileSync(join(root, "images/rehearsal/base/fstab"), "/dev/sda2 / ext4\n");
  expect((await disk()).file).not.toBe(first.file);
  expect(times()).toBe(2);
});

test("a build that fails leaves its last words, and the next one begins again", async () => {
  builds("echo 'E: no such suite' >&2; exit 25");
  await expect(disk()).rejects.toMatchObject({
    exit: exitCodes.stepFailed,
    message: `images/rehearsal/base/build.sh failed: E: no such suite; the whole log is ${join(root, "cache/logs/rehearsal-base.log")}`,
  });
  builds('echo whole > "$2/base.qcow2"');
  expect(readFileSync((await disk()).file, "utf8")).toBe("whole\n");
});

test("programs that are missing are named, with the packages that bring them", async () => {
  await expect(disk({ PATH: "" })).rejects.toMatchObject({
    exit: exitCodes.unreachable,
    message:
      "image rehearsal is made with mmdebstrap, genext2fs, mformat, sfdisk, qemu-img, which this machine lacks: install them (on Debian: mmdebstrap genext2fs mtools fdisk qemu-utils)",
  });
});
