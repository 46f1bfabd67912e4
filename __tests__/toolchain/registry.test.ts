import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { execa } from "execa";
import { thisPlatform } from "../../toolchain/platform.ts";
import { progressOn } from "../../toolchain/progress.ts";
import { resolveToolchain, type Toolchain } from "../../toolchain/resolve.ts";
import { type LoopbackRegistry, loopbackRegistry } from "./loopback-registry.ts";

const versions = { "bpg/proxmox": "0.111.1", "hashicorp/null": "3.2.4" };
let real: Toolchain;
let registry: LoopbackRegistry;
let folder: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  real = await resolveToolchain({ progress: progressOn() });
}, 900_000);

beforeEach(async () => {
  registry = await loopbackRegistry(versions, thisPlatform());
  folder = mkdtempSync(join(tmpdir(), "registry-"));
  const hosts = ["registry.opentofu.org", "registry.terraform.io"];
  const services = hosts.map((host) => `host "${host}" {\n  services = { "providers.v1" = "${registry.url}" }\n}\n`);
  writeFileSync(join(folder, "user.tfrc"), services.join(""));
  environment = {
    PATH: process.env.PATH,
    HOME: folder,
    STRATA_CACHE: join(folder, "cache"),
    TERRAFORM_BINARY_NAME: real.binary,
    TF_CLI_CONFIG_FILE: join(folder, "user.tfrc"),
  };
});
afterEach(async () => {
  await registry.close();
  rmSync(folder, { recursive: true });
});

test("the real program fetches providers once from the registry that the user's configuration points it to", async () => {
  const { tools } = await resolveToolchain({ environment });
  expect(tools.slice(1).map(({ name, version, source }) => `${name} ${version} ${source}`)).toEqual([
    "bpg/proxmox 0.111.1 registry",
    "hashicorp/null 3.2.4 registry",
  ]);
  expect(tools.slice(1).map(({ path }) => readFileSync(path as string, "utf8"))).toEqual(["a provider", "a provider"]);

  const asked = registry.asked.length;
  expect((await resolveToolchain({ environment })).tools).toEqual(tools);
  expect(registry.asked).toHaveLength(asked);
}, 60_000);

test("what was fetched serves an init while the registry is gone", async () => {
  const fetched = await resolveToolchain({ environment });
  const required_providers = Object.fromEntries(
    Object.entries(versions).map(([source, version]) => [source.split("/")[1], { source, version }]),
  );
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform: { required_providers } }));
  const asked = registry.asked.length;
  await execa(fetched.binary, ["init"], { cwd: folder, env: { ...environment, ...fetched.environment } });
  expect(existsSync(join(folder, ".terraform", "providers"))).toBe(true);
  expect(registry.asked).toHaveLength(asked);
}, 60_000);
