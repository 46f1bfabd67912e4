import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { StandIns } from "./stand-ins.ts";

const script = fileURLToPath(new URL("../../../scripts/bootstrap-pve.sh", import.meta.url));
const url = "https://git.example.org/lab.git";
const install = "apt-get install --quiet --yes --no-install-recommends git ansible";

let node: StandIns;
let into: string;
beforeEach(() => {
  node = new StandIns();
  into = join(node.folder, "strata");
  node.program("pveversion").program("id", "echo 0");
});
afterEach(() => node.remove());

/** A node on which apt-get installs what it is asked for. */
function fresh(update = ""): void {
  const installed = [node.installs("git"), node.installs("ansible-playbook")].join("; ");
  node.program("apt-get", `case $1 in update) ${update || ":"} ;; install) ${installed} ;; esac`);
}

const calls = () => node.calls().filter((call) => !call.startsWith("id "));

describe("bootstrap-pve.sh", () => {
  test("brings git, ansible and the repository to a fresh node, and nothing else", () => {
    fresh();
    expect(node.run(script, "--repository", url)).toEqual({
      exit: 0,
      said: `git, ansible and ${into} are here. Nothing else was changed`,
      complained: "",
    });
    expect(calls()).toEqual(["apt-get update --quiet", install, `git clone --quiet -- ${url} ${into}`]);
  });

  test("goes on where the enterprise source refuses a node without subscription", () => {
    fresh("exit 100");
    const { exit, complained } = node.run(script, "--repository", url);
    expect([exit, complained]).toEqual([
      0,
      "bootstrap-pve.sh: one source of packages did not answer (without a subscription the enterprise source does not); going on with the others",
    ]);
    expect(calls()).toContain(install);
  });

  test("a second time it installs nothing, and brings the clone forward", () => {
    fresh();
    node.program("ansible-playbook").program("git", `case $3 in remote) echo ${url} ;; esac`);
    mkdirSync(into);
    expect(node.run(script, "--repository", url).exit).toBe(0);
    expect(calls()).toEqual([`git -C ${into} remote get-url origin`, `git -C ${into} pull --quiet --ff-only`]);
  });

  test("installs only what is missing", () => {
    fresh();
    node.program("git");
    node.run(script, "--repository", url);
    expect(calls()[1]).toBe("apt-get install --quiet --yes --no-install-recommends ansible");
  });

  test("a dry run says what would be done, and does nothing", () => {
    fresh();
    const { exit, said } = node.run(script, "--repository", url, "--dry-run");
    expect([exit, said.split("\n")]).toEqual([
      0,
      ["would run: apt-get update --quiet", `would run: ${install}`, `would run: git clone --quiet -- ${url} ${into}`],
    ]);
    expect(calls()).toEqual([]);
    expect(readdirSync(node.folder)).not.toContain("strata");
  });

  test("a dry run before git is there does not judge a folder that is", () => {
    fresh();
    mkdirSync(into);
    expect(node.run(script, "--repository", url, "--dry-run").said).toContain(
      `would look whether ${into} is a clone of ${url}`,
    );
  });

  test("clones to where it is told", () => {
    fresh();
    node.run(script, "--into", "/srv/lab", "--repository", url);
    expect(calls()).toContain(`git clone --quiet -- ${url} /srv/lab`);
  });

  test("tells how it is used, on any machine", () => {
    const elsewhere = new StandIns();
    const { exit, said } = elsewhere.run(script, "--help");
    elsewhere.remove();
    expect(exit).toBe(0);
    expect(said).toMatch(/^Usage: bootstrap-pve.sh --repository <url>[\s\S]*--dry-run/);
  });

  test.each([
    [[], 1, "where is the repository? Give --repository <url>"],
    [["--repository"], 1, "--repository needs a value; see --help"],
    [["--repository", url, "--into"], 1, "--into needs a value; see --help"],
    [["--repository", url, "--into", ""], 1, "--into needs a value; see --help"],
    [["--repositry", url], 1, "--repositry is no option; see --help"],
    [[url], 1, `${url} is no option; see --help`],
  ])("refuses %j", (words, exit, told) => {
    fresh();
    expect(node.run(script, ...words)).toEqual({ exit, said: "", complained: `bootstrap-pve.sh: ${told}` });
    expect(calls()).toEqual([]);
  });

  test("refuses a machine that is no node", () => {
    const elsewhere = new StandIns();
    const { exit, complained } = elsewhere.run(script, "--repository", url);
    elsewhere.remove();
    expect([exit, complained]).toEqual([
      4,
      "bootstrap-pve.sh: this is no Proxmox VE node: there is no pveversion. Run it on the node",
    ]);
  });

  test("refuses who is not root", () => {
    fresh();
    node.program("id", "echo 1000");
    const { exit, complained } = node.run(script, "--repository", url);
    expect([exit, complained]).toEqual([4, "bootstrap-pve.sh: only root may install packages; run it as root"]);
    expect(calls()).toEqual([]);
  });

  test("says so where packages cannot be installed, and clones nothing", () => {
    node.program("apt-get", '[ "$1" = update ] || exit 100');
    const { exit, complained } = node.run(script, "--repository", url);
    expect([exit, complained]).toEqual([
      5,
      "bootstrap-pve.sh: apt-get could not install git ansible; its own lines above say why",
    ]);
  });

  test("says so where the repository cannot be cloned", () => {
    node.program("ansible-playbook").program("git", "exit 128");
    expect(node.run(script, "--repository", url)).toMatchObject({
      exit: 5,
      complained: `bootstrap-pve.sh: git could not clone ${url}`,
    });
  });

  test.each([
    ["a folder that is no clone", "exit 2", 1, "is there and is no clone; remove it, or give another --into"],
    ["a clone of something else", "echo other", 1, `is a clone of other, not of ${url}; give another --into`],
    [
      "a clone that went its own way",
      `case $3 in remote) echo ${url} ;; *) exit 1 ;; esac`,
      5,
      `cannot go forward to what ${url} has; see git -C INTO status`,
    ],
  ])("leaves %s as it is", (_, git, exit, told) => {
    node.program("ansible-playbook").program("git", git);
    mkdirSync(into);
    writeFileSync(join(into, "mine"), "");
    expect(node.run(script, "--repository", url)).toMatchObject({
      exit,
      complained: `bootstrap-pve.sh: ${into} ${told.replace("INTO", into)}`,
    });
    expect(readdirSync(into)).toEqual(["mine"]);
  });
});
