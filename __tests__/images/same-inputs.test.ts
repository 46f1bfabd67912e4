import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "@jest/globals";
import { execa } from "execa";
import type { Image } from "../../model/lab.ts";
import { loadLab } from "../../model/load.ts";
import { baseDisk, diskPrograms, missingPrograms } from "../../scripts/image/base-disk.ts";
import { testNeeding } from "../needs.ts";
import { filesOfDisk, openingPrograms } from "./files-of-disk.ts";
import { RehearsalLab } from "./rehearsal-lab.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const programs = [...Object.keys(diskPrograms), ...openingPrograms, "packer", "qemu-system-x86_64", "ssh-keygen"];
const lacking = [...(await missingPrograms(programs)), ...(process.env.STRATA_LONG ? [] : ["STRATA_LONG=1"])];
const testAtLength = testNeeding(lacking.join(", "), lacking.length === 0);
const patience = 40 * 60_000;

/** The end of the machine that Packer booted is noted here, after the last step. */
const writtenAtTheEnd = ["/var/log/wtmp"];

testAtLength(
  "the same packages make the same disk, to the byte",
  async () => {
    const image = loadLab(root, "home").images.find(({ name }) => name === "rehearsal") as Image;
    const { file, packages } = await baseDisk(root, image);
    const again = mkdtempSync(join(tmpdir(), "rehearsal-"));
    try {
      await execa(join(root, "images/rehearsal/base/build.sh"), ["bookworm", again]);
      const sha256 = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
      expect(readFileSync(join(again, "packages.txt"), "utf8")).toBe(readFileSync(packages, "utf8"));
      expect(sha256(join(again, "base.qcow2"))).toBe(sha256(file));
    } finally {
      rmSync(again, { recursive: true });
    }
  },
  patience,
);

testAtLength(
  "two builds of the same inputs, each booted by Packer, leave the same files but for one log",
  async () => {
    const lab = await RehearsalLab.begin();
    try {
      const built = async (name: string) => {
        await lab.strata("image", "build", "rehearsal", "v1.0.0");
        const folder = join(lab.root, "build", name);
        // Where it lay before the next build finds nothing, and builds.
        renameSync(join(lab.root, "build/images/rehearsal/v1.0.0"), folder);
        return filesOfDisk(join(folder, "rehearsal-v1.0.0.qcow2"), 2, join(folder, "open"));
      };
      const [one, other] = [await built("one"), await built("other")];
      const differing = [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
        (path) => one[path] !== other[path],
      );
      expect(Object.keys(one).length).toBeGreaterThan(5000);
      expect(differing).toEqual(writtenAtTheEnd);
    } finally {
      await lab.end();
    }
  },
  patience,
);
