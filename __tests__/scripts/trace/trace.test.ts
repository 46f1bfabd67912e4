import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { imageNamed } from "../../../model/image-named.ts";
import { loadLab } from "../../../model/load.ts";
import { buildInputs } from "../../../model/packer/inputs.ts";
import type { Outcome } from "../../../scripts/command.ts";
import trace from "../../../scripts/commands/trace.ts";
import { provenance } from "../../../scripts/image/packer/records.ts";
import { labFolder } from "../../model/lab-folder.ts";

const image = "alma9-k3s-optimized";
const disk = "what was built\n";
const digest = `sha256:${createHash("sha256").update(disk).digest("hex")}`;
const base = `sha256:${"b".repeat(64)}`;
const commit = "c0ffee".repeat(7).slice(0, 40);

function write(root: string, file: string, text: string): string {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
  return file;
}

const release = (recipe: string, dirty = false) => `name: alma9.8-k3-node-amd64-v1.35.6-k3s1-v1.0.0
disk: 20GiB
k3s: v1.35.6+k3s1
digest: ${digest}
built: { at: 2026-11-21T17:00:00Z, commit: ${commit}, dirty: ${dirty}, builder: qemu, base: "${base}", recipe: "${recipe}" }
tested: { at: 2026-11-21T17:30:00Z, digest: "${digest}" }
templates:
  - { site: home, node: asus, storage: tank, id: 9001 }
`;

/** The base lab after a build of its k3s image: release file, disk and statement, as the build writes it. */
function builtLab(dirty = false): { readonly root: string; readonly file: string } {
  const root = labFolder();
  const found = imageNamed(loadLab(root, "home"), image);
  const inputs = buildInputs(root, found, { builder: "qemu", packer: "built-in", tools: { packer: "1.6.6" } });
  const record = {
    ...{ image: found, release: "v1.0.0", builder: "qemu" as const, accelerator: "tcg", digest, inputs, base },
    commit: { sha: commit, dirty },
    started: "2026-11-21T16:50:00Z",
    ended: "2026-11-21T17:00:00Z",
  };
  const statement = provenance(record, "disk.qcow2");
  const folder = `build/images/${image}/v1.0.0`;
  write(root, `${folder}/provenance.intoto.json`, JSON.stringify(statement));
  write(root, `images/${image}/releases/v1.0.0.yaml`, release(inputs.recipe, dirty));
  return { root, file: write(root, `${folder}/disk.qcow2`, disk) };
}

const run = (root: string, what: string): Promise<Outcome> =>
  trace.run({ arguments: [what], options: {}, site: "home", root, say: () => {} });

const rest = (more = "") => `
  release    ${image} v1.0.0, images/${image}/releases/v1.0.0.yaml
  template   alma9.8-k3-node-amd64-v1.35.6-k3s1-v1.0.0  9001 on asus (home)
  disk       ${digest}
  commit     ${commit}${more}
  base       ${base}  https://`;
const end = `
  built      2026-11-21T17:00:00Z by qemu
  tested     2026-11-21T17:30:00Z
  statement  build/images/${image}/v1.0.0/provenance.intoto.json`;

describe("strata trace", () => {
  test("follows a guest to its template, release, commit and base", async () => {
    const { text, facts } = await run(builtLab().root, "k3s-single");
    expect(text.startsWith(`k3s-single  vm 210 on asus, personas/home/k3s-single.yaml${rest()}`)).toBe(true);
    expect(text.endsWith(end)).toBe(true);
    expect(facts).toMatchObject({
      kind: "machine",
      guest: { name: "k3s-single", id: 210 },
      release: { version: "v1.0.0", record: { digest }, provenance: { commit, digest, base: { digest: base } } },
    });
  });

  test("follows a disk to its release, wherever it lies", async () => {
    const { root, file } = builtLab();
    const copy = write(root, "elsewhere/copy.img", disk);
    for (const path of [file, copy]) {
      const { text } = await run(root, path);
      expect(text.startsWith(`${path}${rest()}`)).toBe(true);
      expect(text.endsWith(end)).toBe(true);
    }
  });

  test("says that a build held changes that were not committed", async () => {
    expect((await run(builtLab(true).root, "k3s-single")).text).toContain(
      `${commit}, and changes that were not committed`,
    );
  });

  test("tells what was applied where the file names another release since", async () => {
    const { root } = builtLab();
    write(
      root,
      `images/${image}/releases/v1.1.0.yaml`,
      release(base).replace("-v1.0.0", "-v1.1.0").replace("9001", "9002"),
    );
    const state = {
      resources: [
        { type: "proxmox_virtual_environment_vm", instances: [{ attributes: { clone: [{ vm_id: 9002 }] } }] },
      ],
    };
    write(root, "state/home/k3s-single.tfstate", JSON.stringify(state));
    const { text } = await run(root, "k3s-single");
    expect(text).toContain(`release    ${image} v1.1.0,`);
    expect(text).toContain("to come    v1.0.0, as its file says since the apply");
  });

  test("names what is not recorded, where the build is not on this machine", async () => {
    expect((await run(labFolder(), "k3s-single")).text).toMatch(
      /commit {5}not recorded\n {2}base {7}not recorded\n {2}built {6}not recorded\n {2}tested {5}not tested\n {2}statement {2}not on this machine$/,
    );
  });

  test("refuses a statement and a release that are about different disks", async () => {
    const { root } = builtLab();
    const other = release(base).replaceAll(digest, `sha256:${"d".repeat(64)}`);
    write(root, `images/${image}/releases/v1.0.0.yaml`, other);
    await expect(run(root, "k3s-single")).rejects.toThrow("one of them is about another build");
  });

  test("refuses a statement that is none", async () => {
    const { root } = builtLab();
    const file = write(root, `build/images/${image}/v1.0.0/provenance.intoto.json`, "{}");
    await expect(run(root, "k3s-single")).rejects.toThrow(`${file} is no in-toto statement about a build`);
  });

  test.each([
    ["k3s-singel", 'k3s-singel is neither a guest of site home nor a file; did you mean "k3s-single"?'],
    ["images", "images is neither a guest of site home nor a file"],
    [`images/${image}/image.yaml`, "is the disk of no release in images/ and of no build on this machine"],
  ])("says so of %s", async (what, message) => {
    await expect(run(builtLab().root, what)).rejects.toThrow(message);
  });
});
