import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { loadLab } from "../../../model/load.ts";
import { type Ended, supervise } from "../../../scripts/stack/supervise.ts";
import { testNeeding } from "../../needs.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));
const minutes = 60_000;

/** A lab of its own for each test, below build/ so that the program finds its packages. */
beforeAll(() => {
  mkdirSync(join(checkout, "build"), { recursive: true });
});
function lab(): string {
  const root = mkdtempSync(join(checkout, "build/rehearse-test-"));
  for (const part of ["personas", "images"]) cpSync(join(checkout, part), join(root, part), { recursive: true });
  roots.push(root);
  return root;
}
const roots: string[] = [];
afterAll(() => {
  for (const folder of roots) rmSync(folder, { recursive: true, force: true });
});

function rehearse(folder: string, stack: string, environment: Record<string, string> = {}): Promise<Ended> {
  return supervise({
    command: process.execPath,
    arguments: [join(checkout, "scripts/strata.mjs"), "rehearse", stack],
    folder,
    environment,
  });
}

function report(folder: string) {
  return JSON.parse(readFileSync(join(folder, "build/rehearsal/report.json"), "utf8"));
}

const steps = ["tools", "runway", "synth", "plan", "review", "deploy", "again", "outputs", "change", "destroy"];

describe("a rehearsal", () => {
  test(
    "lives through the whole life of k3s-single with the real tools",
    async () => {
      const folder = lab();
      const { code, stdout } = await rehearse(folder, "k3s-single");
      expect(stdout).toContain("10 steps passed");
      expect(code).toBe(0);
      const { steps: taken, secondPlan, outputs, tools } = report(folder);
      expect(taken.map(({ name, status }: { name: string; status: string }) => [name, status])).toEqual(
        steps.map((name) => [name, "passed"]),
      );
      expect(secondPlan).toEqual({ add: 0, change: 0, destroy: 0 });
      expect(outputs).toMatchObject({ ipv4: "192.168.88.60", kubectl_context: "home-k3s-single" });
      expect(tools.map(({ name }: { name: string }) => name)).toContain("bpg/proxmox");
    },
    5 * minutes,
  );

  test(
    "takes a guest that is one file of at most 15 lines, with no code touched",
    async () => {
      const folder = lab();
      const persona = `kind: vm
id: 220
node: forge
image: alma9-k3s-optimized@stable
cores: 2
memory: 2GiB
disk: 30GiB
address: 192.168.88.70
tags: [scratch]
`;
      writeFileSync(join(folder, "personas/home/scratch.yaml"), persona);
      const { code, stdout, stderr } = await rehearse(folder, "scratch");
      expect(`${stdout}${stderr}`).toContain("10 steps passed");
      expect(code).toBe(0);
      expect(report(folder).outputs).toMatchObject({ ipv4: "192.168.88.70" });
    },
    5 * minutes,
  );

  testNeeding("terraform on PATH", spawnSync("terraform", ["version"]).status === 0)(
    "finds the second plan empty under Terraform too",
    async () => {
      const folder = lab();
      const { code } = await rehearse(folder, "k3s-single", { TERRAFORM_BINARY_NAME: "terraform" });
      const { secondPlan, tools } = report(folder);
      expect(secondPlan).toEqual({ add: 0, change: 0, destroy: 0 });
      expect(tools[0].name).toBe("Terraform");
      expect(code).toBe(0);
    },
    5 * minutes,
  );

  test("names the stacks there are when asked for one that is not", async () => {
    const { code, stderr } = await rehearse(lab(), "k3s-singel");
    const stacks = loadLab(checkout, "home").guests.map(({ name }) => name);
    expect(stderr).toBe(`site home has no stack "k3s-singel"; it has ${stacks.join(", ")}\n`);
    expect(code).toBe(1);
  });
});
