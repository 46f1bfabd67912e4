import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { execa } from "execa";
import { labFolder } from "../../model/lab-folder.ts";
import { StandIns } from "./stand-ins.ts";

const real = (name: string) => fileURLToPath(new URL(`../../../scripts/${name}`, import.meta.url));

let machine: StandIns;
let script: string;
beforeEach(() => {
  machine = new StandIns().program("node");
  mkdirSync(join(machine.folder, "scripts"));
  for (const name of ["create-template", "make-template.sh"])
    copyFileSync(real(name), join(machine.folder, "scripts", name));
  script = join(machine.folder, "scripts/create-template");
});
afterEach(() => machine.remove());

const calls = () => machine.calls().map((call) => call.replace(`${machine.folder}/scripts/`, ""));

describe("create-template", () => {
  test("gives the image its place, then reviews and applies its part of the stack images", () => {
    expect(machine.run(script, "debian13", "--node", "asus", "--storage", "tank", "--id", "9002").exit).toBe(0);
    expect(calls()).toEqual([
      "node strata.mjs image place debian13 --site home --node asus --storage tank --id 9002",
      "node strata.mjs apply images --only debian13 --site home",
    ]);
  });

  test("shows the file in a dry run where there is none yet, and applies nothing", () => {
    machine.program("node", "exit 2");
    const { exit, said } = machine.run(script, "--dry-run", "debian13");
    expect([exit, said]).toEqual([0, "would then review and apply debian13 of the stack images"]);
    expect(calls()).toEqual(["node strata.mjs image place debian13 --site home --dry-run"]);
  });

  test("shows the review of what has its place in a dry run, in another lab", () => {
    machine.run(script, "debian13", "--dry-run", "--site", "dvnt");
    expect(calls()).toEqual([
      "node strata.mjs image place debian13 --site dvnt --dry-run",
      "node strata.mjs apply images --only debian13 --site dvnt --dry-run",
    ]);
  });

  test("ends as strata ends, and goes no further", () => {
    machine.program("node", "exit 3");
    expect(machine.run(script, "debian13").exit).toBe(3);
    expect(calls()).toHaveLength(1);
  });

  test("tells how it is used", () => {
    const { exit, said } = machine.run(script, "--help");
    expect([exit, calls()]).toEqual([0, []]);
    expect(said).toMatch(/^Usage: scripts\/create-template <image>[\s\S]*--dry-run/);
  });

  test.each([
    [[], "of which image? Give a name, such as debian13; see --help"],
    [["debian13", "ubuntu2404"], "one image at a time: debian13 or ubuntu2404"],
    [["debian13", "--nod", "asus"], "--nod is no option; see --help"],
    [["debian13", "--node"], "--node needs a value; see --help"],
    [["debian13", "--site", ""], "--site needs a value; see --help"],
  ])("refuses %j", (words, told) => {
    expect(machine.run(script, ...words)).toEqual({ exit: 1, said: "", complained: `create-template: ${told}` });
    expect(calls()).toEqual([]);
  });

  test("with strata itself, shows the next release and the next free number, and writes nothing", async () => {
    const image = "images/debian12/image.yaml";
    const root = labFolder({
      [image]: `os: { name: debian, version: "12" }
arch: amd64
firmware: uefi
machine: q35
cpu: x86-64-v1
disk: 3GiB
base: { url: "https://images.example/12.1/debian-12.qcow2", sha512: ${"ab".repeat(64)}, version: "12.1" }
builders: [cloud-download]
guarantees: [cloud-init]
`,
    });
    const words = ["debian12", "--node", "asus", "--storage", "tank", "--dry-run"];
    const { stdout } = await execa(real("create-template"), words, { cwd: root, env: { SITE: "" } });
    expect(stdout).toBe(`# images/debian12/releases/v1.0.0.yaml
# yaml-language-server: $schema=../../../schemas/release.json
name: debian12-v1.0.0
disk: 3GiB
digest: sha512:${"ab".repeat(64)}
templates:
  - { site: home, node: asus, storage: tank, id: 9000 }
would then review and apply debian12 of the stack images`);
    expect(existsSync(join(root, "images/debian12/releases"))).toBe(false);
  });
});

test("make-template.sh makes Ubuntu's", () => {
  machine.run(join(machine.folder, "scripts/make-template.sh"), "--node", "asus");
  expect(calls()).toEqual([
    "node strata.mjs image place ubuntu2404 --site home --node asus",
    "node strata.mjs apply images --only ubuntu2404 --site home",
  ]);
});
