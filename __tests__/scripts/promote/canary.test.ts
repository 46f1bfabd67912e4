import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { proxmoxWork } from "../../../scripts/target/proxmox-work.ts";
import { resolveToolchain } from "../../../toolchain/resolve.ts";
import { toolchainTimeout } from "../../tofu.ts";
import { LivingLab, releaseFile } from "./living-lab.ts";

const image = "alma9-k3s-optimized";
const release = (version: string) => `images/${image}/releases/${version}.yaml`;
let lab: LivingLab;

/** A machine that may be made anew at any time. */
const machine = (id: number, channel: string) =>
  `kind: vm\nid: ${id}\nnode: forge\nimage: ${image}@${channel}\ncores: 1\nmemory: 1GiB\ndisk: 20GiB\naddress: 192.168.88.${id - 100}\n`;

beforeAll(async () => {
  await resolveToolchain();
  const files = {
    [release("v0.9.0")]: releaseFile("v0.9.0", "v1.34.1+k3s1", 9000),
    [release("v1.0.0")]: releaseFile("v1.0.0", "v1.35.6+k3s1", 9001),
    [release("v1.1.0")]: releaseFile("v1.1.0", "v1.36.2+k3s1", 9012),
    [`images/${image}/channels.yaml`]: "stable: v1.0.0\ncandidate: v1.0.0\n",
    "personas/home/canary.yaml": machine(220, "candidate"),
    "personas/home/steady.yaml": machine(221, "stable"),
  };
  lab = await new LivingLab(files).start();
}, toolchainTimeout);
afterAll(() => lab.end());

/** What the program writes for each of the stacks of this test. */
async function synthesized(): Promise<string[]> {
  expect(await lab.strata("synth")).toMatchObject({ exit: 0 });
  return ["canary", "steady", "k3s-single"].map((stack) =>
    readFileSync(join(lab.root, "cdktf.out/stacks", stack, "cdk.tf.json"), "utf8"),
  );
}

const replaces = (name: string, id: number, templates: string, releases: string) => ({
  exit: 2,
  text: `${`${name} on forge (home)`.padEnd(70)}plan 123abc, valid for this state and this commit

  REPLACES   ${name}   vm ${id}
             clone.vm_id  ${templates}   ${image} ${releases}
             down for the rebuild; affects: ${name}.home.arpa (192.168.88.${id - 100})

  1 replaced.`,
});
const unchanged = (name: string) => ({ exit: 0, text: `${name} (home): no changes` });
const up = ["9001 → 9012", "v1.0.0 → v1.1.0 (k3s v1.35.6 → v1.36.2)"] as const;
const down = ["9012 → 9001", "v1.1.0 → v1.0.0 (k3s v1.36.2 → v1.35.6)"] as const;

describe("a release goes from candidate to stable and back", () => {
  let before: string[];

  test("both machines are made from what is stable", async () => {
    for (const name of ["canary", "steady"]) expect(await lab.strata("apply", name)).toMatchObject({ exit: 0 });
    expect(await lab.strata("plan", "canary")).toEqual(unchanged("canary"));
    expect(await lab.strata("plan", "steady")).toEqual(unchanged("steady"));
    before = await synthesized();
  }, 200_000);

  test("as candidate it replaces the canary, and nothing else", async () => {
    expect(await lab.strata("promote", image, "--to", "candidate", "--release", "v1.1.0")).toMatchObject({ exit: 0 });
    expect(await lab.strata("plan", "steady")).toEqual(unchanged("steady"));
    expect(await lab.strata("plan", "canary")).toEqual(replaces("canary", 220, ...up));
    expect(await lab.strata("apply", "canary")).toMatchObject({ exit: 0 });
    expect(await lab.strata("plan", "canary")).toEqual(unchanged("canary"));
  }, 200_000);

  test("as stable it replaces what follows stable; what names its release is told that it is behind", async () => {
    expect(await lab.strata("promote", image, "--to", "stable")).toMatchObject({ exit: 0 });
    expect(await lab.strata("plan", "steady")).toEqual(replaces("steady", 221, ...up));
    expect(await lab.strata("apply", "steady")).toMatchObject({ exit: 0 });
    expect((await lab.strata("plan", "k3s-single")).text).toMatch(
      /\n {2}behind: k3s-single keeps alma9-k3s-optimized v1\.0\.0, behind by 1 \(stable v1\.1\.0\)/,
    );
    const now = await synthesized();
    expect(now.map((json, index) => json === before[index])).toEqual([false, false, true]);
  }, 200_000);

  test("taken back, the program writes the same bytes as before, and the plan goes back too", async () => {
    for (const channel of ["stable", "candidate"])
      expect(await lab.strata("promote", image, "--to", channel, "--rollback")).toMatchObject({ exit: 0 });
    expect(await synthesized()).toEqual(before);
    expect(await lab.strata("plan", "steady")).toEqual(replaces("steady", 221, ...down));
    expect(await lab.strata("apply", "steady")).toMatchObject({ exit: 0 });
    expect(await lab.strata("plan", "steady")).toEqual(unchanged("steady"));
  }, 200_000);
});

describe("strata image gc", () => {
  const kept = `  keeps    ${image} v1.0.0  9001 on forge  used by canary, used by k3s-single, used by steady, stable, candidate, one of the newest 2
  keeps    ${image} v1.1.0  9012 on forge  one of the newest 2`;
  const shown = `  RETIRES  ${image} v0.9.0  9000 on forge\n${kept}`;
  const clone = () => {
    const { endpoint, caFile, apiToken } = lab.simulator;
    const pin = { kind: "ca", certificate: readFileSync(caFile, "utf8"), source: caFile } as const;
    return proxmoxWork({ kind: "simulator", endpoint, pin, token: () => apiToken });
  };

  test("shows what would go, and removes nothing that nobody agreed to", async () => {
    const before = lab.writes();
    expect(await lab.strata("image", "gc", image, "--dry-run")).toEqual({
      exit: 2,
      text: `${shown}\nnothing was removed`,
    });
    expect(await lab.strata("image", "gc", image)).toEqual({
      exit: 3,
      text: `${shown}\nimage gc: nobody is here to agree; look with --dry-run, then say --yes; nothing was removed`,
    });
    expect(lab.writes()).toEqual(before);
  }, 60_000);

  test("leaves a template that a linked clone needs, and says so", async () => {
    const api = clone();
    await api.task("clone", "POST", "/nodes/forge/qemu/9000/clone", { newid: "290", full: "0" });
    expect(await lab.strata("image", "gc", image, "--yes")).toEqual({
      exit: 5,
      text: `${shown}
alma9.8-k3-node-amd64-v1.34.1-k3s1-v0.9.0 (9000) stays: a machine on forge is a linked clone of it; move that one's disk to a full copy (\`qm disk move\`), then run this again`,
    });
    expect(lab.read(release("v0.9.0"))).not.toContain("retired");
    await api.task("removal", "DELETE", "/nodes/forge/qemu/290");
    api.close();
  }, 60_000);

  test("destroys the template, keeps the record with its date, and has nothing left to do", async () => {
    const file = lab.read(release("v0.9.0"));
    expect(await lab.strata("image", "gc", image, "--yes")).toEqual({
      exit: 0,
      text: `${shown}\nremoved ${image} v0.9.0\nrecorded in ${release("v0.9.0")}; commit that`,
    });
    expect(lab.writes().at(-1)).toBe("DELETE /nodes/forge/qemu/9000");
    expect(lab.read(release("v0.9.0")).replace(/^retired: 20[\dTZ:-]+\n/m, "")).toBe(file);
    expect(await lab.strata("image", "gc", image, "--yes")).toEqual({ exit: 0, text: `${kept}\nnothing to retire` });
  }, 60_000);

  test("makes nothing from what was retired", async () => {
    lab.write("personas/home/late.yaml", machine(222, "v0.9.0"));
    expect(await lab.strata("plan", "late")).toEqual({
      exit: 1,
      text: expect.stringMatching(
        /^personas\/home\/late\.yaml:4:8: alma9-k3s-optimized v0\.9\.0 was retired on 20.*; name one in service\n/,
      ),
    });
  }, 60_000);
});
