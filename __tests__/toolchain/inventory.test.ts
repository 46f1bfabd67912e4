import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { publish } from "../../toolchain/cache.ts";
import { cleanTools, heldTools } from "../../toolchain/inventory.ts";
import { openWorkshop, resolveToolchain } from "../../toolchain/resolve.ts";
import type { Surroundings } from "../../toolchain/surroundings.ts";
import { type FakeMachine, fakeMachine } from "./fake-go.ts";

let machine: FakeMachine;
let around: Surroundings;

/** A cache with what this checkout uses, what another version left, and something broken. */
beforeEach(async () => {
  machine = fakeMachine();
  await resolveToolchain({ environment: machine.environment });
  around = openWorkshop({ environment: machine.environment });
  const old = { name: "OpenTofu", version: "1.11.0", source: "built" } as const;
  await publish(around.cache, "opentofu-1.11.0-0123456789ab", old, async (folder) => {
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin", "tofu"), "old");
    return "bin/tofu";
  });
  mkdirSync(join(around.cache, "tools", "broken"));
});
afterEach(() => machine.remove());

const summary = async () => (await heldTools(around)).map(({ receipt, used }) => [receipt.name, receipt.version, used]);

test("the list tells what this checkout uses and what it does not", async () => {
  expect(await summary()).toEqual([
    ["OpenTofu", "1.11.0", false],
    ["OpenTofu", "1.12.6", true],
    ["hashicorp/null", "3.2.4", true],
    ["bpg/proxmox", "0.111.1", true],
  ]);
});

test("cleaning removes what this checkout does not use, and what is broken", async () => {
  expect((await cleanTools(around, false)).map(({ key }) => key)).toEqual(["opentofu-1.11.0-0123456789ab"]);
  expect((await summary()).map(([, , used]) => used)).toEqual([true, true, true]);
  expect(readdirSync(join(around.cache, "tools"))).toHaveLength(3);
});

test("cleaning all leaves no tool, and no memory of one", async () => {
  expect(await cleanTools(around, true)).toHaveLength(4);
  expect(readdirSync(around.cache, { recursive: true })).toEqual(["tools"]);
});
