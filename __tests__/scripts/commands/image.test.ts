import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { loadLab } from "../../../model/load.ts";
import { buildInputs } from "../../../model/packer/inputs.ts";
import type { Outcome, StrataCommand } from "../../../scripts/command.ts";
import bump from "../../../scripts/commands/image/bump.ts";
import list from "../../../scripts/commands/image/list.ts";
import create from "../../../scripts/commands/image/new.ts";
import { labFolder, persona } from "../../model/lab-folder.ts";

const zeros = "0".repeat(64);
const ones = "1".repeat(64);

const run = async (command: StrataCommand, root: string, words: string[] = [], options = {}): Promise<Outcome> => {
  const outcome = await command.run({ arguments: words, options, site: "home", root, say: () => {} });
  return { ...outcome, text: stripVTControlCharacters(outcome.text) };
};

describe("strata image list", () => {
  test("shows each image, its releases and channels, who uses which, and who is behind", async () => {
    const root = labFolder({
      "images/debian13/channels.yaml": "stable: v1.1.0\ncandidate: v1.1.0\n",
      "personas/home/gitea.yaml": persona({ image: "debian13@v1.0.0" }),
      "personas/home/wiki.yaml": persona({ id: 212, address: "192.168.88.62" }),
    });
    expect((await run(list, root)).text).toBe(
      [
        "alma9-k3s-optimized  alma 9.8 · amd64 · k3s v1.35.6+k3s1 · qemu or proxmox-iso",
        "  v1.0.0 · stable · 9001 on asus · not tested · k3s-single (pinned)",
        "  not recorded what v1.0.0 was built from",
        "",
        "debian13  debian 13 · amd64 · cloud-download",
        "  v1.1.0 · stable, candidate · 9011 on asus · not tested · wiki (@stable)",
        "  v1.0.0 · 9010 on asus · not tested · gitea (pinned, behind by 1)",
        "  v1.1.0 is not made yet: scripts/create-template debian13",
      ].join("\n"),
    );
  });

  test("tells what was proven, what is retired, and what changed since it was built", async () => {
    const root = labFolder();
    const image = loadLab(root, "home").images.find(({ name }) => name === "alma9-k3s-optimized");
    if (!image) throw new Error("the base lab has no alma");
    const { recipe } = buildInputs(root, image, { builder: "qemu", packer: "built-in", tools: { packer: "1.6.6" } });
    const file = join(root, "images/alma9-k3s-optimized/releases/v1.0.0.yaml");
    const built = `built: { at: 2026-11-21T17:00:00Z, commit: ${"a".repeat(40)}, dirty: false, builder: qemu, base: "sha256:${zeros}", recipe: "${recipe}" }`;
    const tested = `tested: { at: 2026-11-21T18:00:00Z, digest: "sha256:${zeros}" }`;
    writeFileSync(file, `${readFileSync(file, "utf8")}${built}\n${tested}\n`);
    const report = async () => ((await run(list, root)).facts as { images: { stale: string }[] }).images[0];
    expect(await report()).toMatchObject({ stale: "no", releases: [{ tested: "2026-11-21T18:00:00Z" }] });
    expect((await run(list, root)).text).toContain("9001 on asus · tested 2026-11-21T18:00:00Z");
    writeFileSync(join(root, "images/shared/cleanup.sh"), "#!/bin/sh\n");
    expect(await report()).toMatchObject({ stale: "yes" });
    expect((await run(list, root)).text).toContain("stale: its recipe changed since v1.0.0");
  });

  test("tells what was built and has yet to become a template", async () => {
    const root = labFolder({
      "images/debian13/image.yaml": readFileSync(join(labFolder(), "images/debian13/image.yaml"), "utf8").replace(
        /builders:.*/,
        "builders: [qemu]\nprovisioners: [shared/cleanup.sh]",
      ),
      "images/debian13/releases/v1.10.0.yaml": `name: debian13-v1.10.0
disk: 8GiB
digest: sha256:${zeros}
built: { at: 2026-11-21T17:00:00Z, commit: ${"a".repeat(40)}, dirty: false, builder: qemu, base: "sha256:${zeros}", recipe: "sha256:${zeros}" }
templates: []
`,
    });
    const { text } = await run(list, root);
    expect(text).toContain("\n  v1.10.0 is built and no template on this site yet: strata image upload debian13");
    expect(text).not.toContain("v1.10.0 ·");
  });

  test("names the place of what must be put in before an image can be built", async () => {
    const root = labFolder();
    await run(create, root, ["web"]);
    const { facts } = await run(list, root);
    const web = (facts as { images: { name: string; placeholders: string[] }[] }).images.find(
      ({ name }) => name === "web",
    );
    expect(web?.placeholders[0]).toMatch(/^images\/web\/image.yaml:\d+:\d+: .* is still CHANGEME; put in /);
    expect(loadLab(root, "home").placeholders).toEqual([]);
  });
});

describe("strata image new", () => {
  test("writes a folder that the lab takes at once", async () => {
    const root = labFolder();
    const { text } = await run(create, root, ["web"], { like: "debian13" });
    expect(text).toMatch(/^wrote images\/web\/image.yaml\n# yaml-language-server: .*schemas\/image.json\n/);
    expect(loadLab(root, "home").images.map(({ name }) => name)).toContain("web");
    expect(text).toContain("  url: https://images.example/trixie/20260914-2601/debian-13.qcow2\n");
  });

  test("brings what makes a base of packages along", async () => {
    const packages = `os: { name: debian, version: "12" }
arch: amd64
firmware: uefi
machine: q35
cpu: x86-64-v1
disk: 2GiB
base: { mmdebstrap: bookworm, version: "12" }
builders: [qemu]
provisioners: [shared/cleanup.sh]
guarantees: [cloud-init, python, sudo]
`;
    const root = labFolder({ "images/small/image.yaml": packages, "images/small/base/build.sh": "#!/bin/sh\n" });
    await run(create, root, ["web"], { like: "small" });
    expect(readFileSync(join(root, "images/web/base/build.sh"), "utf8")).toBe("#!/bin/sh\n");
  });

  test("brings what an installer is told along, and every builder of it", async () => {
    const root = labFolder();
    const { text } = await run(create, root, ["web"], { like: "alma9-k3s-optimized" });
    expect(text).toContain("kickstart: { file: http/ks.cfg, over: http }\nbuilders: [qemu, proxmox-iso]\n");
    const answers = (image: string) => readFileSync(join(root, `images/${image}/http/ks.cfg`), "utf8");
    expect(answers("web")).toBe(answers("alma9-k3s-optimized"));
  });

  test("shows the file and writes nothing in a dry run", async () => {
    const root = labFolder();
    expect((await run(create, root, ["web"], { dryRun: true })).text).toContain("# images/web/image.yaml\n");
    expect(existsSync(join(root, "images/web"))).toBe(false);
  });

  test.each([
    ["debian13", {}, "images/debian13/ is there already; choose another name"],
    ["shared", {}, '"shared" is no name for an image'],
    ["../web", {}, '"../web" is no name for an image'],
    ["a".repeat(49), {}, "is no name for an image; use lower case letters, digits and inner hyphens, at most 48"],
    ["web", { like: "debain13" }, 'image "debain13" does not exist in images/; did you mean "debian13"?'],
  ])("refuses %s with %j", async (name, options, message) => {
    const root = labFolder();
    await expect(run(create, root, [name], options)).rejects.toThrow(message);
    expect(existsSync(join(root, "images/web"))).toBe(false);
  });
});

describe("strata image bump", () => {
  const newer = `${ones}  debian-13.qcow2\n`;
  const lists = { SHA256SUMS: newer, "k3s.txt": `${ones}  k3s\n${zeros}  k3s-arm64\n`, "install.sh": "#!/bin/sh\n" };

  test("proposes, and writes nothing unless told", async () => {
    const root = labFolder(lists);
    const before = readFileSync(join(root, "images/debian13/image.yaml"), "utf8");
    const { text, exit } = await run(bump, root, ["debian13"], { checksums: "SHA256SUMS", version: "20261001-2618" });
    expect([exit, text]).toEqual([
      2,
      [
        "images/debian13/image.yaml: base 20260914-2601 → 20261001-2618",
        "  base.url  https://images.example/trixie/20260914-2601/debian-13.qcow2 → https://images.example/trixie/20261001-2618/debian-13.qcow2",
        `  base.sha256  ${zeros} → ${ones}`,
        "  base.version  20260914-2601 → 20261001-2618",
        "nothing was written; --write does",
      ].join("\n"),
    ]);
    expect(readFileSync(join(root, "images/debian13/image.yaml"), "utf8")).toBe(before);
  });

  test("writes what it proposed and no other byte, and then has nothing to propose", async () => {
    const root = labFolder(lists);
    const file = join(root, "images/debian13/image.yaml");
    const before = readFileSync(file, "utf8");
    const options = { checksums: "SHA256SUMS", version: "20261001-2618", write: true };
    expect((await run(bump, root, ["debian13"], options)).exit).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(before.replaceAll("20260914-2601", "20261001-2618").replace(zeros, ones));
    expect((await run(bump, root, ["debian13"], options)).text).toBe("images/debian13/image.yaml is up to date");
  });

  test("bumps k3s and pins its installer, or says that a person must", async () => {
    const root = labFolder(lists);
    const options = { checksums: "k3s.txt", k3s: "v1.36.2+k3s1" };
    expect((await run(bump, root, ["alma9-k3s-optimized"], options)).text).toContain(
      "  k3s.installer is still CHANGEME; give install.sh of that tag with --installer",
    );
    const { facts } = await run(bump, root, ["alma9-k3s-optimized"], { ...options, installer: "install.sh" });
    expect(facts).toMatchObject({
      summary: "k3s v1.35.6+k3s1 → v1.36.2+k3s1",
      changes: [{ path: ["k3s", "version"] }, { value: ones }, { value: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      remarks: [],
      written: false,
    });
  });

  test.each([
    ["debian13", { checksums: "absent" }, "absent cannot be read (ENOENT)"],
    ["debian13", { checksums: "http://images.example/SUMS" }, "comes over https://, or is a file"],
    ["debian13", { checksums: "install.sh" }, "install.sh has no line with a checksum"],
    ["debian13", { checksums: "k3s.txt" }, "the list does not name debian-13.qcow2"],
    ["debian13", { checksums: "k3s.txt", k3s: "v1.36.2+k3s1" }, "debian13 has no k3s in it"],
    ["debian13", { checksums: "SHA256SUMS" }, "another checksum for the version that image.yaml pins"],
    ["debian14", { checksums: "SHA256SUMS" }, 'image "debian14" does not exist in images/; did you mean "debian13"?'],
  ])("of %s with %j says what is wrong", async (name, options, message) => {
    await expect(run(bump, labFolder(lists), [name], options)).rejects.toThrow(message);
  });
});
