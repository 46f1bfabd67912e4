import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { ImageLab, smallImage } from "./image-lab.ts";

let lab: ImageLab;
beforeEach(async () => {
  lab = await ImageLab.make();
});
afterEach(() => lab.remove());

const artifact = "build/images/small/v1.0.0";
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

test("a build leaves the disk, its records and the release's file", async () => {
  const commit = await lab.head();
  const { exitCode, stdout, stderr } = await lab.strata(["image", "build", "small", "v1.0.0", "--tcg"]);
  const digest = `sha256:${sha256("a disk")}`;
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 0,
    stdout: `built small v1.0.0: ${artifact}/small-v1.0.0.qcow2 (0KiB, ${digest})\nrecorded in images/small/releases/v1.0.0.yaml`,
    stderr: "  small v1.0.0  Starting VM, booting disk image",
  });
  expect(lab.read(`${artifact}/small-v1.0.0.qcow2`)).toBe("a disk");
  for (const line of lab.read(`${artifact}/SHA256SUMS`).trimEnd().split("\n")) {
    const [sum = "", file = ""] = line.split("  ");
    expect(sha256(lab.read(`${artifact}/${file}`))).toBe(sum);
  }
  const text = lab.read("images/small/releases/v1.0.0.yaml");
  expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=../../../schemas/release.json");
  const release = parse(text);
  expect(release).toEqual({
    name: "small-v1.0.0",
    disk: "1GiB",
    digest,
    built: {
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      commit,
      dirty: false,
      builder: "qemu",
      base: `sha256:${"ab".repeat(32)}`,
      recipe: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    },
    templates: [],
  });
  const statement = JSON.parse(lab.read(`${artifact}/provenance.intoto.json`));
  expect(statement).toMatchObject({
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "small-v1.0.0.qcow2", digest: { sha256: sha256("a disk") } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        externalParameters: { image: "small", release: "v1.0.0", builder: "qemu" },
        resolvedDependencies: [
          { uri: "git:.", digest: { gitCommit: commit }, annotations: { dirty: false } },
          { uri: "https://images.example/debian-13.qcow2", digest: { sha256: "ab".repeat(32) } },
          { name: "images/shared/cleanup.sh", digest: { sha256: sha256(lab.read("images/shared/cleanup.sh")) } },
        ],
      },
      runDetails: { builder: { version: { packer: "1.6.6", qemu: "7.2.22" } } },
    },
  });
  expect(lab.has(`${artifact}.unfinished`)).toBe(false);
  expect((await lab.strata(["image", "list"])).exitCode).toBe(0);
});

test("Packer is told where the lab is, what to run on and which key is its own", async () => {
  await lab.strata(["image", "build", "small", "--tcg"]);
  expect(lab.packerRuns).toEqual([
    {
      lab: lab.root,
      ssh_private_key_file: `${lab.root}/${artifact}.unfinished/id_ed25519`,
      output: `${lab.root}/${artifact}.unfinished/disk`,
      accelerator: "tcg",
    },
  ]);
});

test("the same recipe is not built twice, a changed one becomes the next release", async () => {
  await lab.strata(["image", "build", "small", "--tcg"]);
  const again = await lab.strata(["image", "build", "small-v1.0.0"]);
  expect(again.stdout).toMatch(/^up to date, nothing of its recipe has changed: small v1\.0\.0/);
  expect(lab.packerRuns).toHaveLength(1);

  lab.write("images/shared/cleanup.sh", "#!/usr/bin/env bash\nset -euo pipefail\nsync\n");
  const refused = await lab.strata(["image", "build", "small", "v1.0.0", "--tcg"]);
  expect(refused.exitCode).toBe(3);
  expect(refused.stderr).toMatch(
    /^small v1\.0\.0 was built from another recipe \(\S+, commit [0-9a-f]{7}\); build what the files say now as v1\.0\.1$/,
  );
  const next = await lab.strata(["image", "build", "small", "--tcg", "--json"], { STAND_IN_DISK: "another disk" });
  expect(JSON.parse(next.stdout)).toMatchObject({
    release: "v1.0.1",
    built: true,
    digest: `sha256:${sha256("another disk")}`,
  });
});

test("an artifact that is not what was built is refused", async () => {
  await lab.strata(["image", "build", "small", "--tcg"]);
  lab.write(`${artifact}/small-v1.0.0.qcow2`, "somebody else's disk");
  const { exitCode, stderr } = await lab.strata(["image", "build", "small"]);
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(
    /small-v1\.0\.0\.qcow2 is not what was built: sha256:\S+, recorded is sha256:\S+; remove its folder/,
  );
});

test("a release's file keeps its remarks and places; a boot test of another disk goes", async () => {
  lab.write(
    "images/small/releases/v1.0.0.yaml",
    `# why it is there
name: small-v1.0.0
disk: 1GiB
digest: sha256:CHANGEME # written by the build
tested: { at: 2026-01-01T00:00:00Z, digest: "sha256:${"cd".repeat(32)}" }
templates:
  - { site: home, node: asus, storage: tank, id: 9007 } # reserved
`,
  );
  expect((await lab.strata(["image", "build", "small", "--tcg"])).exitCode).toBe(0);
  const text = lab.read("images/small/releases/v1.0.0.yaml");
  expect(text.replace(/built: .*/, "built: …")).toBe(`# why it is there
name: small-v1.0.0
disk: 1GiB
digest: sha256:${sha256("a disk")}
built: …
templates:
  - { site: home, node: asus, storage: tank, id: 9007 } # reserved
`);
});

test("emulation must be agreed to", async () => {
  const { exitCode, stderr } = await lab.strata(["image", "build", "small"]);
  expect(exitCode).toBe(3);
  expect(stderr).toBe(
    "KVM cannot be used here (no /dev/kvm, or no right to it); under emulation a build takes about ten times as long: say --tcg (STRATA_TCG=1) to go on",
  );
});

test("what may not fit is not begun", async () => {
  lab.write("images/small/image.yaml", smallImage.replace("disk: 1GiB", "disk: 900000GiB"));
  const { exitCode, stderr } = await lab.strata(["image", "build", "small", "--tcg"]);
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(
    /v1\.0\.0\.unfinished has \S+ free and the build may take \S+; free some, then run this again$/,
  );
  expect(lab.packerRuns).toEqual([]);
  expect(lab.has(`${artifact}.unfinished`)).toBe(false);
});

test("a recipe that says CHANGEME is not built", async () => {
  lab.write("images/small/image.yaml", smallImage.replace("ab".repeat(32), "CHANGEME"));
  const { exitCode, stderr } = await lab.strata(["image", "build", "small", "--tcg"]);
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(
    /^images\/small\/image\.yaml:9:11: .*CHANGEME.*; nothing is built of small before that is settled$/,
  );
});

test.each([
  [
    "fails",
    5,
    /^small v1\.0\.0: packer build failed: Script exited with non-zero exit status: 1\.; mend that and run this again; log: build\/images\/small\/v1\.0\.0\.log$/m,
  ],
  [
    "dies",
    5,
    /^small v1\.0\.0: packer build was killed \(signal 9\), its machine ended and its files removed; run this again; log: /m,
  ],
])("a build in which Packer %s says so in a line, leaves nothing half made, and the next one succeeds", async (mode, exit, line) => {
  const { exitCode, stderr } = await lab.strata(["image", "build", "small", "--tcg"], { STAND_IN_PACKER: mode });
  expect(exitCode).toBe(exit);
  expect(stderr).toMatch(line);
  expect(lab.has(artifact)).toBe(false);
  expect(lab.has(`${artifact}.unfinished`)).toBe(false);
  expect(lab.has("images/small/releases/v1.0.0.yaml")).toBe(false);
  expect(lab.machinesAlive).toBe(false);
  expect((await lab.strata(["image", "build", "small", "--tcg"])).exitCode).toBe(0);
});

test("Ctrl-C ends Packer and what it started, and leaves nothing half made", async () => {
  const run = lab.strata(["image", "build", "small", "--tcg"], { STAND_IN_PACKER: "hangs" });
  await packerStarted();
  const other = await lab.strata(["image", "build", "small", "--tcg"]);
  expect(other.exitCode).toBe(3);
  expect(other.stderr).toBe(
    "small v1.0.0 is being built or uploaded by another run on this machine; wait until that is done, then run this again",
  );
  run.kill("SIGINT");
  const { exitCode, stderr } = await run;
  expect(exitCode).toBe(5);
  expect(stderr).toMatch(
    /small v1\.0\.0: the build was stopped, its machine ended and its files removed; run this again to build; log: \S+$/,
  );
  expect(lab.machinesAlive).toBe(false);
  expect(lab.has(`${artifact}.unfinished`)).toBe(false);
});

test("a Packer that outlived its run is ended by the next one, which builds for itself", async () => {
  const run = lab.strata(["image", "build", "small", "--tcg"], { STAND_IN_PACKER: "hangs" });
  for (let tries = 0; tries < 600 && !lab.machinesAlive; tries += 1) await sleep(50);
  run.kill("SIGKILL");
  await run;
  expect(lab.machinesAlive).toBe(true);
  // The lock of a killed run is forgotten after ten seconds.
  rmSync(join(lab.root, `${artifact}.lock`), { recursive: true });
  const { exitCode, stderr } = await lab.strata(["image", "build", "small", "--tcg"]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "  small v1.0.0  Starting VM, booting disk image" });
  expect(lab.machinesAlive).toBe(false);
});

test("what a run left that was killed itself is swept away by the next", async () => {
  lab.write(`${artifact}.unfinished/disk/small-v1.0.0.qcow2`, "half a disk");
  expect((await lab.strata(["image", "build", "small", "--tcg"])).exitCode).toBe(0);
  expect(lab.read(`${artifact}/small-v1.0.0.qcow2`)).toBe("a disk");
});

test.each([
  [["nothing"], 'image "nothing" does not exist in images/; there is small'],
  [["small", "1.0"], '"1.0" is no release of small; write it as v1.0.0, or as the whole name of its template'],
  [["small", "v01.0.0"], '"v01.0.0" is no release of small; write it as v1.0.0, or as the whole name of its template'],
])("wrong words are answered in a line: %j", async (words, line) => {
  const { exitCode, stderr } = await lab.strata(["image", "build", ...words]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: line });
});

test.each(["1.3.4", "1.8.7"])("Packer %s, which reads other templates, is refused", async (version) => {
  const { exitCode, stderr } = await lab.strata(["image", "build", "small", "--tcg"], { STAND_IN_VERSION: version });
  expect(stderr).toBe(`Packer ${version} is not supported; install 1.9 or newer, or Debian's 1.6.6`);
  expect(exitCode).toBe(4);
});

async function packerStarted(): Promise<void> {
  for (let tries = 0; tries < 1200 && !lab.machinesAlive; tries += 1) await sleep(50);
}
