import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { loadLab } from "../../../model/load.ts";
import type { Outcome } from "../../../scripts/command.ts";
import promote from "../../../scripts/commands/promote.ts";
import { labFolder, persona } from "../../model/lab-folder.ts";

const digest = `sha256:${"1".repeat(64)}`;
const channels = "images/debian13/channels.yaml";

const release = (version: string, id: number, tested = true) => `name: debian13-${version}
disk: 8GiB
digest: ${digest}
templates:
  - { site: home, node: asus, storage: tank, id: ${id} }
${tested ? `tested: { at: 2026-11-21T17:00:00Z, digest: ${digest} }\n` : ""}`;

const before = `# Which release is which.
stable: v1.0.0 # what everything runs on

candidate: v1.0.0
`;

/** The base lab with two tested releases, a machine on each channel, and one that names its release. */
function lab(more: Record<string, string> = {}): string {
  const root = labFolder({
    "images/debian13/releases/v1.0.0.yaml": release("v1.0.0", 9010),
    "images/debian13/releases/v1.1.0.yaml": release("v1.1.0", 9011),
    [channels]: before,
    "personas/home/gitea.yaml": persona({ image: "debian13@v1.0.0" }),
    "personas/home/wiki.yaml": persona({ id: 212, address: "192.168.88.62" }),
    "personas/home/canary.yaml": persona({ id: 213, address: "192.168.88.63", image: "debian13@candidate" }),
    ...more,
  });
  return root;
}

async function run(root: string, image: string, options: Record<string, unknown>): Promise<Outcome> {
  const outcome = await promote.run({ arguments: [image], options, site: "home", root, say: () => {} });
  const text = stripVTControlCharacters(outcome.text).replaceAll(/at: 20[\dTZ:-]+/g, "at: NOW");
  return { ...outcome, text };
}

const read = (root: string) => readFileSync(join(root, channels), "utf8");

describe("strata promote", () => {
  test("moves candidate by a change to commit, and says whom it replaces", async () => {
    const root = lab();
    expect((await run(root, "debian13", { to: "candidate", release: "v1.1.0" })).text).toBe(
      [
        "images/debian13/channels.yaml: candidate v1.0.0 → v1.1.0",
        "  -candidate: v1.0.0",
        "  +candidate: v1.1.0",
        "  +promotions:",
        `  +  - { channel: candidate, to: v1.1.0, from: v1.0.0, digest: ${digest}, at: NOW }`,
        "  canary (vm 213) follows it: its next apply replaces the machine",
        "written; commit it",
      ].join("\n"),
    );
    expect(read(root)).toMatch(
      /^# Which release is which\.\nstable: v1\.0\.0 # what everything runs on\n\ncandidate: v1/,
    );
    const canary = loadLab(root, "home").guests.find(({ name }) => name === "canary");
    expect(canary).toMatchObject({ release: { version: "v1.1.0" } });
  });

  test("moves stable to what candidate holds, names who stays behind, and takes it back", async () => {
    const root = lab();
    await run(root, "debian13", { to: "candidate", release: "v1.1.0" });
    expect((await run(root, "debian13", { to: "stable" })).text).toBe(
      [
        "images/debian13/channels.yaml: stable v1.0.0 → v1.1.0",
        "  -stable: v1.0.0 # what everything runs on",
        "  +stable: v1.1.0 # what everything runs on",
        `  +  - { channel: stable, to: v1.1.0, from: v1.0.0, digest: ${digest}, at: NOW }`,
        "  gitea (vm 211) keeps v1.0.0, behind by 1; `strata rebuild gitea --to stable` moves it",
        "  wiki (vm 212) follows it: its next apply replaces the machine",
        "written; commit it",
      ].join("\n"),
    );
    expect((await run(root, "debian13", { to: "stable" })).text).toBe(
      "images/debian13/channels.yaml: stable of debian13 points there already",
    );
    const { facts } = await run(root, "debian13", { to: "stable", rollback: true });
    expect(facts).toMatchObject({ move: { to: "v1.0.0", from: "v1.1.0" }, written: true });
    expect(loadLab(root, "home").images.find(({ name }) => name === "debian13")?.channels).toMatchObject({
      stable: "v1.0.0",
      candidate: "v1.1.0",
    });
    await expect(run(root, "debian13", { to: "stable", rollback: true })).rejects.toThrow("nothing to go back to");
  });

  test("writes nothing in a dry run, and ends with 2 where there is something to write", async () => {
    const root = lab();
    const { text, exit } = await run(root, "debian13", { to: "candidate", release: "v1.1.0", dryRun: true });
    expect(text.split("\n").at(-1)).toBe("nothing was written");
    expect(exit).toBe(2);
    expect(read(root)).toBe(before);
    expect((await run(root, "debian13", { to: "stable", dryRun: true })).exit).toBe(0);
  });

  test("makes the file of an image that has no channels yet", async () => {
    const root = lab({
      "personas/home/wiki.yaml": persona({ id: 212, address: "192.168.88.62", image: "debian13@v1.0.0" }),
      "personas/home/canary.yaml": persona({ id: 213, address: "192.168.88.63", image: "debian13@v1.0.0" }),
    });
    rmSync(join(root, channels));
    await run(root, "debian13", { to: "candidate", release: "v1.0.0" });
    expect(read(root).replace(/at: 20[\dTZ:-]+/, "at: NOW")).toBe(
      `# yaml-language-server: $schema=../../schemas/channels.json
candidate: v1.0.0
promotions:
  - { channel: candidate, to: v1.0.0, digest: ${digest}, at: NOW }
`,
    );
  });

  test.each<[string, string, Record<string, unknown>, string]>([
    ["an image that is not there", "debian31", { to: "stable" }, 'image "debian31" does not exist in images/; did you'],
    ["a release that is not there", "debian13", { to: "candidate", release: "v3.0.0" }, "has no release v3.0.0"],
    ["what was not tested", "debian13", { to: "candidate", release: "v1.2.0" }, "has not passed its boot test"],
    ["a stable one that was no candidate", "debian13", { to: "stable", release: "v1.1.0" }, "is no candidate"],
    [
      "a release to roll back to",
      "debian13",
      { to: "stable", release: "v1.0.0", rollback: true },
      "leave --release out",
    ],
    ["what the stack has not made yet", "debian13", { to: "candidate" }, "the stack images has no output debian13 yet"],
  ])("refuses %s, and leaves the file alone", async (_, image, options, message) => {
    const root = lab({ "images/debian13/releases/v1.2.0.yaml": release("v1.2.0", 9012, false) });
    await expect(run(root, image, options)).rejects.toThrow(message);
    expect(read(root)).toBe(before);
  });

  test("leaves the file alone where a machine's node has no template of the release", async () => {
    const elsewhere = release("v1.1.0", 9011).replace("node: asus, storage: tank", "node: nuc, storage: local");
    const root = lab({ "images/debian13/releases/v1.1.0.yaml": elsewhere });
    await expect(run(root, "debian13", { to: "candidate", release: "v1.1.0" })).rejects.toThrow(
      /no template on asus|holds/,
    );
    expect(read(root)).toBe(before);
  });
});

describe("the outputs of the stack images", () => {
  const state = (output: unknown) => ({
    "state/home/images.tfstate": JSON.stringify({ outputs: { debian13: { value: output } } }),
  });

  test("decide what becomes candidate", async () => {
    const root = lab(state({ template_name: "debian13-v1.1.0", vm_id: 9011, version: "v1.1.0", digest }));
    expect((await run(root, "debian13", { to: "candidate" })).text).toContain("candidate v1.0.0 → v1.1.0");
  });

  test.each([
    [{ version: "v1.1.0", digest: `sha256:${"2".repeat(64)}` }, "in its release file and sha256:2222"],
    [{ vm_id: 9011 }, "output debian13 of the stack images tells no version and digest"],
  ])("are refused where they do not fit the files: %j", async (output, message) => {
    const root = lab(state(output));
    await expect(run(root, "debian13", { to: "candidate", release: "v1.1.0" })).rejects.toThrow(message);
    expect(read(root)).toBe(before);
  });
});
