import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "@jest/globals";
import { missingPrograms } from "../../../scripts/image/base-disk.ts";
import { testNeeding } from "../../needs.ts";
import { toolchainTimeout } from "../../tofu.ts";
import { ImageLab, key } from "./image-lab.ts";
import { ImageTarget } from "./image-target.ts";
import { asus, forge, siteFile } from "./lab-files.ts";

const lacking = await missingPrograms(["ssh", "sftp", "ssh-keygen"]);
const test = testNeeding(lacking.join(", "), lacking.length === 0);

const releaseFile = "images/small/releases/v1.0.0.yaml";
const reserved = `name: small-v1.0.0
disk: 1GiB
digest: sha256:CHANGEME # written by the build
templates:
  - { site: home, node: asus, storage: tank, id: 9003 }
`;
const digestOf = (text: string) =>
  `sha256:${createHash("sha256")
    .update(Buffer.alloc(2 ** 20, text))
    .digest("hex")}`;

let lab: ImageLab;
let target: ImageTarget;
beforeEach(async () => {
  lab = await ImageLab.make();
  lab.write(releaseFile, reserved);
  await lab.commit("Reserve a number");
  target = await ImageTarget.for(lab);
});
afterEach(async () => {
  await target.close();
  lab.remove();
});

const built = (disk: string) => ({ STRATA_TCG: "1", STAND_IN_DISK: disk, STAND_IN_MIB: "1" });
const outputs = async () => JSON.parse(String((await lab.strata(["output", "images", "--json"])).stdout || "null"));

test(
  "the stack images builds once, builds again for another recipe or a template that is gone, and never names a build that failed",
  async () => {
    const failed = await lab.strata(["apply", "images"], { ...built("one"), STAND_IN_PACKER: "fails" });
    expect(failed.exitCode).toBe(5);
    expect(await outputs()).toBeNull();

    const first = await lab.strata(["apply", "images"], built("one"));
    expect({ exitCode: first.exitCode, stderr: first.exitCode === 0 ? "" : first.stderr }).toEqual({
      exitCode: 0,
      stderr: "",
    });
    const one = { template_name: "small-v1.0.0", vm_id: 9003, version: "v1.0.0", digest: digestOf("one") };
    expect(await outputs()).toEqual({ small: one });
    expect((await lab.strata(["plan", "images"])).exitCode).toBe(0);

    lab.write("images/shared/cleanup.sh", "#!/usr/bin/env bash\nset -euo pipefail\nsync\n");
    expect((await lab.strata(["plan", "images"])).exitCode).toBe(2);
    expect((await lab.strata(["apply", "images"], { ...built("two"), STAND_IN_PACKER: "fails" })).exitCode).toBe(5);
    expect(await outputs()).toEqual({ small: one });
    expect((await lab.strata(["apply", "images"], built("two"))).exitCode).toBe(0);
    const two = { template_name: "small-v1.0.1", vm_id: 9000, version: "v1.0.1", digest: digestOf("two") };
    expect(await outputs()).toEqual({ small: two });
    expect((await lab.strata(["plan", "images"])).exitCode).toBe(0);

    await target.destroy(9000);
    expect((await lab.strata(["plan", "images"])).exitCode).toBe(2);
    const runs = lab.packerRuns.length;
    expect((await lab.strata(["apply", "images"], built("two"))).exitCode).toBe(0);
    expect(lab.packerRuns).toHaveLength(runs);
    expect(await outputs()).toEqual({ small: two });
    expect((await lab.strata(["plan", "images"])).exitCode).toBe(0);
    expect(await target.machines()).toEqual([
      { vmid: 9000, name: "small-v1.0.1", template: 1 },
      { vmid: 9003, name: "small-v1.0.0", template: 1 },
    ]);
  },
  toolchainTimeout,
);

test(
  "plain cdktf deploy does the same: nothing of a failed build in the outputs, one build, no second change, and back to work where the record was taken back",
  async () => {
    const told = async () => {
      await lab.cdktf(["output", "images", "--outputs-file", "outputs.json"]);
      return JSON.parse(lab.read("outputs.json"));
    };
    const deploy = (...build: Parameters<typeof built>) =>
      lab.cdktf(["deploy", "images", "--auto-approve"], built(...build));
    const failed = await lab.cdktf(["deploy", "images", "--auto-approve"], {
      ...built("one"),
      STAND_IN_PACKER: "fails",
    });
    expect(failed.exitCode).toBe(1);
    expect(`${failed.stdout}${failed.stderr}`).toContain(
      "packer build failed: Script exited with non-zero exit status",
    );
    expect(await told()).toEqual({ images: {} });

    expect(await deploy("one")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("1 added") });
    const one = { template_name: "small-v1.0.0", vm_id: 9003, version: "v1.0.0", digest: digestOf("one") };
    expect(await told()).toEqual({ images: { small: one } });
    expect((await lab.cdktf(["diff", "images"])).stdout).toContain("No changes.");

    const record = lab.read(releaseFile);
    lab.write(releaseFile, reserved);
    expect(await deploy("other")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("1 added, 0 changed, 1 destroyed"),
    });
    expect(lab.read(releaseFile)).toBe(record);
    expect(lab.packerRuns).toHaveLength(2);
    expect(await told()).toEqual({ images: { small: one } });
  },
  toolchainTimeout,
);

test("another machine, which has not built it, finds it standing and builds nothing", async () => {
  expect((await lab.strata(["image", "provide", "small"], built("one"))).stdout).toBe(
    "small v1.0.0: built and uploaded, template 9003 on asus",
  );
  rmSync(`${lab.root}/build`, { recursive: true });
  expect((await lab.strata(["image", "provide", "small"])).stdout).toBe(
    "small v1.0.0: stands already, template 9003 on asus",
  );
  expect(lab.packerRuns).toHaveLength(1);
}, 120_000);

test("a release that stands on two nodes is brought back to the one that lost it, and never as another disk", async () => {
  lab.write("personas/home/site.yaml", siteFile([asus, forge], key));
  lab.write(releaseFile, `${reserved}  - { site: home, node: forge, storage: fast, id: 9004 }\n`);
  await target.close();
  target = await ImageTarget.for(lab);

  const provide = async () => {
    const { exitCode, stdout, stderr } = await lab.strata(["image", "provide", "small"], built("one"));
    return { exitCode, said: stdout || stderr };
  };
  const where = "template 9003 on asus, 9004 on forge";
  expect(await provide()).toEqual({ exitCode: 0, said: `small v1.0.0: built and uploaded, ${where}` });
  expect(await provide()).toEqual({ exitCode: 0, said: `small v1.0.0: stands already, ${where}` });
  await target.destroy(9004, "forge");
  expect(await provide()).toEqual({ exitCode: 0, said: `small v1.0.0: uploaded, ${where}` });
  await target.destroy(9004, "forge");
  rmSync(join(lab.root, "build"), { recursive: true });
  expect(await provide()).toEqual({
    exitCode: 3,
    said: "small v1.0.0 stands on asus and not on forge, and its disk is not on this machine, while another build would be another disk; bring build/images/small/v1.0.0/ from where it was built, or `strata image build small v1.0.1`",
  });
  expect(lab.packerRuns).toHaveLength(1);
}, 180_000);
