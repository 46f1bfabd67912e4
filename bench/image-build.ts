import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { Bench } from "./figure.ts";
import { generatedLab } from "./generated-lab.ts";
import { checkout, scratch } from "./programs.ts";
import { seconds } from "./stopwatch.ts";

const folder = join(scratch, "image-build");

export const bench: Bench = {
  summary: "a build of the image `rehearsal` by real Packer under emulation; takes minutes",
  async measure() {
    generatedLab(folder, 0);
    rmSync(join(folder, "images"), { recursive: true });
    for (const part of ["rehearsal", "shared"])
      cpSync(join(checkout, "images", part), join(folder, "images", part), { recursive: true });
    const build = () =>
      execa(process.execPath, [join(checkout, "scripts/strata.mjs"), "image", "build", "rehearsal", "--tcg"], {
        cwd: folder,
        env: { SITE: "home" },
        stdio: ["ignore", "ignore", "inherit"],
      });
    return [
      {
        name: "rehearsalBuild",
        meaning: "strata image build rehearsal, without KVM",
        value: await seconds(async () => void (await build())),
        limit: 240,
        unit: "seconds",
      },
    ];
  },
};
