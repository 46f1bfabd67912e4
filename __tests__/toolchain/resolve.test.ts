import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { execa } from "execa";
import { resolveToolchain, type Toolchain } from "../../toolchain/resolve.ts";
import { toolLine } from "../../toolchain/tool-line.ts";
import { type FakeMachine, fakeMachine, type Ways } from "./fake-go.ts";

let machine: FakeMachine;
afterEach(() => machine.remove());

const resolve = (more: NodeJS.ProcessEnv = {}) =>
  resolveToolchain({ environment: { ...machine.environment, ...more } });
const on = (ways: Ways): Promise<Toolchain> => {
  machine = fakeMachine(ways);
  return resolve();
};
const everything = ["github.com/opentofu/opentofu/cmd/tofu", "github.com/bpg/terraform-provider-proxmox", "."];

describe("with a Go and no registry", () => {
  test("everything is built once, and then found", async () => {
    const toolchain = await on({});
    expect(toolLine(toolchain.tools)).toBe(
      "OpenTofu 1.12.6 built · bpg/proxmox 0.111.1 built · hashicorp/null offline stand-in",
    );
    expect(await resolve()).toEqual(toolchain);
    expect(machine.built()).toEqual(everything);
  });

  test("the mirrors that the configuration names hold each provider under both registry hosts", async () => {
    const { environment } = await on({});
    const configuration = readFileSync(environment.TF_CLI_CONFIG_FILE as string, "utf8");
    const mirrors = [...configuration.matchAll(/path = "(.*)"/g)].map(([, path]) => path as string);
    const files = mirrors.flatMap((mirror) => readdirSync(mirror, { recursive: true, encoding: "utf8" }));
    expect(
      files
        .filter((file) => /terraform-provider-/.test(file))
        .map((file) => file.replace(/[^/]+_[^/]+\//, ""))
        .sort(),
    ).toEqual([
      "registry.opentofu.org/bpg/proxmox/0.111.1/terraform-provider-proxmox_v0.111.1",
      "registry.opentofu.org/hashicorp/null/3.2.4/terraform-provider-null_v3.2.4",
      "registry.terraform.io/bpg/proxmox/0.111.1/terraform-provider-proxmox_v0.111.1",
      "registry.terraform.io/hashicorp/null/3.2.4/terraform-provider-null_v3.2.4",
    ]);
  });

  test("a silent registry is asked again after an hour, not before", async () => {
    await on({});
    await resolve();
    expect(machine.asked()).toEqual(["bpg/proxmox 0.0.1"]);
    utimesSync(join(machine.folder, "cache", "registry.opentofu.org.silent"), 1000, 1000);
    await resolve();
    expect(machine.asked()).toEqual(["bpg/proxmox 0.0.1", "bpg/proxmox 0.0.1"]);
    expect(machine.built()).toEqual(everything);
  });

  test("what Go fetched and compiled is removed, and nothing is left half made", async () => {
    await on({});
    expect(readdirSync(join(machine.folder, "cache")).sort()).toEqual(
      ["configurations", "logs", "registry.opentofu.org.silent", "tools", "unfinished"].sort(),
    );
    expect(readdirSync(join(machine.folder, "cache", "unfinished"))).toEqual([]);
    expect(readdirSync(join(machine.folder, "home"))).toEqual([]);
  });

  test("a shell that took its environment resolves to the same", async () => {
    const toolchain = await on({});
    expect(await resolve(toolchain.environment)).toEqual(toolchain);
  });

  test("a tool that was spoilt is built anew", async () => {
    const { binary } = await on({});
    writeFileSync(binary, "spoilt");
    expect((await resolve()).binary).toBe(binary);
    expect(machine.built()).toEqual([...everything, everything[0]]);
  });
});

describe("with a registry", () => {
  test("providers come from there, and stay when it falls silent", async () => {
    const toolchain = await on({ registry: "answers" });
    expect(toolLine(toolchain.tools)).toBe(
      "OpenTofu 1.12.6 built · bpg/proxmox 0.111.1 registry · hashicorp/null 3.2.4 registry",
    );
    expect(await resolveToolchain({ environment: machine.environment, offline: true })).toEqual(toolchain);
    expect(machine.built()).toEqual(everything.slice(0, 1));
  });

  test("whose downloads fail, they are built", async () => {
    const { tools } = await on({ registry: "answers, downloads fail" });
    expect(tools.map(({ source }) => source)).toEqual(["built", "built", "offline stand-in"]);
  });

  test("that is not to be asked, they are built", async () => {
    machine = fakeMachine({ registry: "answers" });
    const { tools } = await resolveToolchain({ environment: machine.environment, offline: true });
    expect(tools.map(({ source }) => source)).toEqual(["built", "built", "offline stand-in"]);
    expect(machine.asked()).toEqual([]);
  });

  test("Terraform on PATH is enough, without a Go", async () => {
    const toolchain = await on({ registry: "answers", go: "absent", terraform: true });
    expect(toolLine(toolchain.tools)).toBe(
      "Terraform 1.11.4 PATH · bpg/proxmox 0.111.1 registry · hashicorp/null 3.2.4 registry",
    );
    expect(toolchain.program).toBe("Terraform");
  });
});

test("a user's own provider_installation is left alone", async () => {
  machine = fakeMachine();
  const file = join(machine.folder, "home", ".tofurc");
  writeFileSync(file, 'provider_installation {\n  network_mirror {\n    url = "https://mirror.example.org/"\n  }\n}\n');
  const { tools, environment } = await resolve();
  expect(tools.map(({ source }) => source)).toEqual(["built", "CLI configuration", "CLI configuration"]);
  expect(environment).not.toHaveProperty("TF_CLI_CONFIG_FILE");
});

test("TERRAFORM_BINARY_NAME stands before all, by name or by path", async () => {
  machine = fakeMachine({ terraform: true });
  for (const name of ["terraform", join(machine.folder, "bin", "terraform")]) {
    const { tools } = await resolve({ TERRAFORM_BINARY_NAME: name });
    expect(tools[0]).toMatchObject({ name: "Terraform", source: "TERRAFORM_BINARY_NAME" });
  }
});

describe("in one line, and with exit code 4, it says", () => {
  test.each<[string, Ways, NodeJS.ProcessEnv, RegExp]>([
    [
      "that there is neither OpenTofu nor Go",
      { go: "absent" },
      {},
      /^no OpenTofu 1\.10 or newer and no Go to build it; install OpenTofu, or Go/,
    ],
    [
      "that providers can be had nowhere",
      { go: "absent", terraform: true },
      {},
      /^bpg\/proxmox 0\.111\.1: registry\.terraform\.io does not answer and there is no Go to build it; install Go, or name a mirror/,
    ],
    [
      "that the program asked for is not there",
      {},
      { TERRAFORM_BINARY_NAME: "opentofoo" },
      /^TERRAFORM_BINARY_NAME: "opentofoo" is no/,
    ],
    [
      "what Go complained of, and where the rest is",
      { go: "fails" },
      {},
      /^OpenTofu 1\.12\.6 could not be built: example\.org\/one@v1\.0\.0: dial tcp: .* no such host; the whole log is .*opentofu\.log$/,
    ],
  ])("%s", async (_what, ways, environment, message) => {
    machine = fakeMachine(ways);
    await expect(resolve(environment)).rejects.toMatchObject({ exit: 4, message: expect.stringMatching(message) });
  });
});

describe("several runs on one cache", () => {
  const program = new URL("./resolve-once.ts", import.meta.url).pathname;
  const another = () =>
    execa(process.execPath, ["--import", "tsx", program], { env: machine.environment, reject: false });

  test("that start at once build once", async () => {
    machine = fakeMachine({ buildSeconds: 0.5 });
    const runs = await Promise.all([another(), another(), another()]);
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(new Set(runs.map(({ stdout }) => stdout)).size).toBe(1);
    expect(machine.built()).toEqual(everything);
  }, 60_000);

  test("a run that was killed in the middle leaves nothing that the next one takes for whole", async () => {
    machine = fakeMachine({ buildSeconds: 2 });
    const killed = another();
    const unfinished = join(machine.folder, "cache", "unfinished");
    await until(() => existsSync(unfinished) && readdirSync(unfinished).some((name) => name.startsWith("opentofu")));
    killed.kill("SIGKILL");
    await killed;
    expect(existsSync(join(machine.folder, "cache", "tools"))).toBe(false);
    const { exitCode } = await another();
    expect(exitCode).toBe(0);
    expect(readdirSync(unfinished)).toEqual([]);
    expect(readdirSync(join(machine.folder, "cache", "tools"))).toHaveLength(3);
  }, 60_000);

  test("an interrupted run ends its Go", async () => {
    machine = fakeMachine({ buildSeconds: 20 });
    const interrupted = another();
    const unfinished = join(machine.folder, "cache", "unfinished");
    await until(() => existsSync(unfinished) && readdirSync(unfinished).some((name) => name.startsWith("opentofu")));
    const began = performance.now();
    interrupted.kill("SIGINT");
    expect((await interrupted).signal).toBe("SIGINT");
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(machine.built()).toEqual([]);
    expect(existsSync(join(machine.folder, "cache", "lock"))).toBe(false);
  }, 60_000);
});

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000 && !condition(); tries++) await new Promise((done) => setTimeout(done, 50));
  expect(condition()).toBe(true);
}
