import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ansibleRequirement, resolveAnsible } from "../../toolchain/ansible.ts";
import { heldTools } from "../../toolchain/inventory.ts";
import { modulesFolder } from "../../toolchain/pins.ts";
import { openWorkshop } from "../../toolchain/resolve.ts";
import { type FakeMachine, fakeMachine } from "./fake-go.ts";
import { addPython, installed } from "./fake-python.ts";

let machine: FakeMachine;
beforeEach(() => {
  machine = fakeMachine();
});
afterEach(() => machine.remove());

const around = () => openWorkshop({ environment: machine.environment });
const resolve = () => resolveAnsible({ environment: machine.environment });

test("it is set up once, by exact bytes alone, and found again", async () => {
  addPython(machine, "3.12.1");
  const [first, second] = await Promise.all([resolve(), resolve()]);
  expect(second).toEqual(first);
  expect(await resolve()).toEqual(first);
  expect(installed(machine)).toEqual([
    `-m pip install --require-hashes --no-deps --no-cache-dir --no-compile --no-input --disable-pip-version-check --requirement ${join(modulesFolder, "ansible", "requirements.txt")}`,
  ]);
  expect(first.tool).toMatchObject({ name: "Ansible", version: "12.3.0", source: "PyPI" });
});

test("its programs name the Python beside them, not the one they were made with", async () => {
  addPython(machine, "3.12.1");
  const { programs, python } = await resolve();
  expect(dirname(python)).toBe(programs);
  expect(readFileSync(join(programs, "ansible-playbook"), "utf8")).toBe(`#!${python}\n`);
});

test("another Python makes another, and only the one in use counts as used", async () => {
  addPython(machine, "3.12.1");
  const { python } = await resolve();
  addPython(machine, "3.13.0");
  expect((await resolve()).python).not.toBe(python);
  const held = await heldTools(around());
  expect(held.map(({ folder, used }) => [join(folder, "bin", "python3") === python, used]).sort()).toEqual([
    [false, true],
    [true, false],
  ]);
});

test("what it needs is told before and after", async () => {
  addPython(machine, "3.11.0");
  const before = await ansibleRequirement(around());
  expect(before).toMatchObject({ source: "from PyPI (12.3.0)", state: "obtainable", mend: "npx strata tools build" });
  await resolve();
  expect(await ansibleRequirement(around())).toEqual({
    name: "Ansible",
    version: "12.3.0",
    source: "PyPI, for Python 3.11.0",
    state: "present",
  });
});

test.each(["3.10.9", ""])("with the Python %j a person is told what to install", async (version) => {
  addPython(machine, version);
  const mend = "install Python 3.11.0 or newer with its venv module (on Debian: python3 and python3-venv)";
  expect(await ansibleRequirement(around())).toMatchObject({ state: "absent", mend });
  await expect(resolve()).rejects.toMatchObject({ exit: 4, message: `Ansible 12.3.0 has no Python here: ${mend}` });
});

test("when pip fails, its complaint is told in one line, and nothing is left", async () => {
  addPython(machine, "3.12.1", "fails");
  const log = join(machine.folder, "cache", "logs", "ansible.log");
  await expect(resolve()).rejects.toMatchObject({
    exit: 4,
    message: `Python's packages could not be installed: No matching distribution found for ansible==12.3.0; the whole log is ${log}`,
  });
  expect(await heldTools(around())).toEqual([]);
});

test("every package that is asked for is pinned, every pin has hashes, and no address is named", () => {
  const read = (file: string) => readFileSync(join(modulesFolder, "ansible", file), "utf8");
  const pins = read("requirements.txt").split(/\n(?=\S)/);
  const asked = read("requirements.in")
    .split("\n")
    .filter((line) => /^\w/.test(line));
  expect(pins.map((pin) => pin.split(" ")[0])).toEqual(expect.arrayContaining(asked));
  expect(pins.filter((pin) => !/^[a-z0-9-]+==[^ ]+( \\\n {4}--hash=sha256:[0-9a-f]{64})+\n?$/.test(pin))).toEqual([]);
});
