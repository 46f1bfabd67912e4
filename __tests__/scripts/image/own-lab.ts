import { rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach } from "@jest/globals";
import { ImageLab } from "./image-lab.ts";
import { ImageTarget } from "./image-target.ts";

/** A lab with images, aimed at an embedded Proxmox with nothing on it. */
export class OwnLab {
  lab!: ImageLab;
  target!: ImageTarget;

  /** Gives each test of a file one of its own. @param prepare makes of a new lab, once, what each of them begins with */
  static forEachTest(prepare: (lab: ImageLab) => Promise<unknown>): OwnLab {
    const own = new OwnLab();
    let sample: ImageLab;
    beforeAll(async () => {
      sample = await ImageLab.make();
      await prepare(sample);
    });
    afterAll(() => sample.remove());
    beforeEach(async () => {
      own.lab = sample.copy();
      own.target = await ImageTarget.for(own.lab);
    });
    afterEach(async () => {
      await own.target.close();
      own.lab.remove();
    });
    return own;
  }

  /** Forgets that a killed run was at the first release of an image, which takes ten seconds by itself. */
  forgetLock(image = "small"): void {
    rmSync(`${this.lab.root}/build/images/${image}/v1.0.0.lock`, { recursive: true });
  }
}

/** Builds the first release of an image with the stand-in for Packer. @param disk what that is told of the disk */
export const built = (lab: ImageLab, disk: Readonly<Record<string, string>>, image = "small") =>
  lab.strata(["image", "build", image, "--tcg"], disk);

/** File of the release that was built, and its template as the target tells it. */
export const releaseFile = "images/small/releases/v1.0.0.yaml";
export const template = { vmid: 9000, name: "small-v1.0.0", template: 1 };
