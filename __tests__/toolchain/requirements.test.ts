import { afterEach, expect, test } from "@jest/globals";
import { requirements } from "../../toolchain/requirements.ts";
import { openWorkshop, resolveToolchain } from "../../toolchain/resolve.ts";
import { type FakeMachine, fakeMachine, type Ways } from "./fake-go.ts";

let machine: FakeMachine;
afterEach(() => machine.remove());

/** The tools' own lines, as `name source state mend`. */
async function told(
  ways: Ways,
  before: (machine: FakeMachine) => Promise<unknown> = async () => {},
): Promise<string[]> {
  machine = fakeMachine(ways);
  await before(machine);
  const needs = await requirements(openWorkshop({ environment: machine.environment }));
  return needs
    .filter(({ name }) => !["Node.js", "npm", "git"].includes(name))
    .map(({ name, source, state, mend }) => [name, source, state, mend].filter(Boolean).join(" | "));
}

test("what can be built is obtainable, and the line that brings it is named", async () => {
  expect(await told({})).toEqual([
    "Go | PATH | present",
    "OpenTofu | to be built (1.12.6) | obtainable | npx strata tools build",
    "bpg/proxmox | from registry.opentofu.org, else built (0.111.1) | obtainable | npx strata tools build",
    "hashicorp/null | from registry.opentofu.org, else offline stand-in (3.2.4) | obtainable | npx strata tools build",
  ]);
  expect(machine.built()).toEqual([]);
});

test("what was built is present, and the stand-in is named as one", async () => {
  expect(await told({}, ({ environment }) => resolveToolchain({ environment }))).toEqual([
    "Go | PATH | present",
    "OpenTofu | built | present",
    "bpg/proxmox | built | present",
    "hashicorp/null | offline stand-in | present",
  ]);
});

test("without OpenTofu, Terraform and Go a person is needed", async () => {
  expect((await told({ go: "absent" })).slice(0, 2)).toEqual([
    "Go | needed only to build | absent | install Go 1.21.0 or newer: https://go.dev/doc/install",
    "OpenTofu | nowhere | missing | no OpenTofu 1.10 or newer and no Go to build it; install OpenTofu, or Go and run again",
  ]);
});
