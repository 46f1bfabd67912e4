import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execa } from "execa";
import { progressOn } from "../../toolchain/progress.ts";
import { resolveToolchain, type Toolchain } from "../../toolchain/resolve.ts";

/** What a plan means for null_resource.it, from the program's own JSON. */
interface Plan {
  resource_changes: { address: string; change: { actions: string[] } }[];
}

let folder: string;
let toolchain: Toolchain;

beforeAll(async () => {
  toolchain = await resolveToolchain({ progress: progressOn() });
  folder = mkdtempSync(join(tmpdir(), "stand-in-"));
  write("one");
  await run("init");
}, 900_000);
afterAll(() => {
  if (folder) rmSync(folder, { recursive: true });
});

test("a null_resource is created, runs its local-exec, is left alone, and is replaced when a trigger changes", async () => {
  expect(await planned()).toEqual(["create"]);
  await run("apply", "-auto-approve");
  expect(readFileSync(join(folder, "ran"), "utf8")).toBe("one\n");

  expect(await planned()).toEqual(["no-op"]);

  write("two");
  expect(await planned()).toEqual(["delete", "create"]);
  await run("apply", "-auto-approve");
  expect(readFileSync(join(folder, "ran"), "utf8")).toBe("one\ntwo\n");

  const outputs = JSON.parse(await run("output", "-json")) as Record<string, { value: unknown }>;
  expect(outputs.id?.value).toMatch(/^\d+$/);
  expect(outputs.copied?.value).toEqual({ a: "b" });

  await run("destroy", "-auto-approve");
  expect(existsSync(join(folder, "terraform.tfstate"))).toBe(true);
  expect(await planned()).toEqual(["create"]);
}, 60_000);

function write(trigger: string): void {
  const program = {
    terraform: { required_providers: { null: { source: "hashicorp/null", version: "~> 3.2" } } },
    resource: {
      null_resource: {
        it: { triggers: { trigger }, provisioner: [{ "local-exec": { command: `echo ${trigger} >> ran` } }] },
      },
    },
    data: { null_data_source: { copy: { inputs: { a: "b" } } } },
    output: { id: { value: "${null_resource.it.id}" }, copied: { value: "${data.null_data_source.copy.outputs}" } },
  };
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(program));
}

async function planned(): Promise<string[] | undefined> {
  await run("plan", "-out=it.tfplan");
  const plan = JSON.parse(await run("show", "-json", "it.tfplan")) as Plan;
  return plan.resource_changes.find(({ address }) => address === "null_resource.it")?.change.actions;
}

async function run(...args: string[]): Promise<string> {
  const { stdout } = await execa(toolchain.binary, args, { cwd: folder, env: toolchain.environment });
  return stdout;
}
