import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { execa } from "execa";
import { containerLab } from "../../model/containers/container-lab.ts";
import { StandIns } from "./stand-ins.ts";

const real = fileURLToPath(new URL("../../../scripts/create-lxc", import.meta.url));

let machine: StandIns;
let script: string;
beforeEach(() => {
  machine = new StandIns().program("node");
  mkdirSync(join(machine.folder, "scripts"));
  mkdirSync(join(machine.folder, "personas/home"), { recursive: true });
  script = join(machine.folder, "scripts/create-lxc");
  copyFileSync(real, script);
});
afterEach(() => machine.remove());

const calls = () => machine.calls().map((call) => call.replace(`${machine.folder}/scripts/`, ""));
const declare = (name: string, kind: string) =>
  writeFileSync(join(machine.folder, "personas/home", `${name}.yaml`), `kind: ${kind}\nid: 120\n`);

describe("create-lxc", () => {
  test("writes the file of a new container, then reviews and applies its stack", () => {
    expect(machine.run(script, "wiki", "--node", "asus", "--os", "debian13").exit).toBe(0);
    expect(calls()).toEqual([
      "node strata.mjs persona new wiki --kind lxc --site home --node asus --os debian13",
      "node strata.mjs apply wiki --site home",
    ]);
  });

  test("goes on where the file is there already", () => {
    declare("wiki", "lxc");
    expect(machine.run(script, "wiki").exit).toBe(0);
    expect(calls()).toEqual(["node strata.mjs apply wiki --site home"]);
  });

  test("shows the file in a dry run, and applies nothing", () => {
    const { exit, said } = machine.run(script, "--dry-run", "wiki");
    expect([exit, said]).toEqual([0, "would then review and apply the stack wiki"]);
    expect(calls()).toEqual(["node strata.mjs persona new wiki --kind lxc --site home --dry-run"]);
  });

  test("shows the review of a container that has its file in a dry run", () => {
    declare("wiki", "lxc");
    machine.run(script, "wiki", "--dry-run");
    expect(calls()).toEqual(["node strata.mjs apply wiki --site home --dry-run"]);
  });

  test("takes another lab", () => {
    machine.run(script, "wiki", "--site", "dvnt");
    expect(calls()[0]).toBe("node strata.mjs persona new wiki --kind lxc --site dvnt");
  });

  test("ends as strata ends, and goes no further", () => {
    machine.program("node", "exit 3");
    expect(machine.run(script, "wiki").exit).toBe(3);
    expect(calls()).toHaveLength(1);
    declare("other", "lxc");
    expect(machine.run(script, "other").exit).toBe(3);
  });

  test("tells how it is used", () => {
    const { exit, said } = machine.run(script, "--help");
    expect([exit, calls()]).toEqual([0, []]);
    expect(said).toMatch(/^Usage: scripts\/create-lxc <name>[\s\S]*--dry-run/);
  });

  test.each([
    [[], "what shall it be called? Give a name; see --help"],
    [["wiki", "mail"], "one container at a time: wiki or mail"],
    [["wiki", "--nod", "asus"], "--nod is no option; see --help"],
    [["wiki", "--node"], "--node needs a value; see --help"],
    [["wiki", "--site", ""], "--site needs a value; see --help"],
    [["k3s-single"], "personas/home/k3s-single.yaml is no container; choose another name"],
    [
      ["gitea", "--os", "alpine3"],
      "personas/home/gitea.yaml is there already, and --os is for a new one; edit the file, or leave --os out",
    ],
  ])("refuses %j", (words, told) => {
    declare("k3s-single", "k3s");
    declare("gitea", "lxc");
    expect(machine.run(script, ...words)).toEqual({ exit: 1, said: "", complained: `create-lxc: ${told}` });
    expect(calls()).toEqual([]);
  });

  test("with strata itself, shows the next free number and address, and writes nothing", async () => {
    const root = containerLab();
    const { stdout } = await execa(real, ["mail", "--node", "asus", "--dry-run"], { cwd: root, env: { SITE: "" } });
    expect(stdout).toMatch(/^# personas\/home\/mail.yaml\n[\s\S]*id: 100\nnode: asus\nos: debian13\n/);
    expect(stdout).toMatch(/would then review and apply the stack mail$/);
    expect(existsSync(join(root, "personas/home/mail.yaml"))).toBe(false);
  });
});
