import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { startSimulator } from "../../simulator/src/index.ts";
import { registryHost } from "../../toolchain/registry.ts";
import type { Toolchain } from "../../toolchain/resolve.ts";
import { testEnvironment, worldOf } from "./lab.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

/** What all tests of a run share. */
export interface TestRoom {
  readonly toolchain: Toolchain;
  /** Where images are to be had: `http://127.0.0.1:41873`. */
  readonly images: string;
  /** Where container images are to be had: `127.0.0.1:41874`. */
  readonly registry: string;
  /** Minutes a test may take. */
  readonly minutes: number;
}

/** A test, and the program it is in. */
export interface MeantTest {
  readonly name: string;
  /** The package it is from, such as `fwprovider/pools`: names repeat from one package to another. */
  readonly suite: string;
  readonly program: string;
}

/** Names of the acceptance tests in a test program. */
export async function listTests(program: string): Promise<string[]> {
  const { stdout } = await execa(program, ["-test.list", "^TestAcc"]);
  return stdout.split("\n").filter((line) => line.startsWith("TestAcc"));
}

/**
 * Runs one test against a simulator of its own, so that none finds what another left behind.
 * @param logs folder for `<test>.log`, all it printed, and `<test>.jsonl`, all it asked of the simulator
 */
export async function runTest({ name, program }: MeantTest, logs: string, room: TestRoom): Promise<Verdict> {
  const log = join(logs, `${name}.log`);
  const journal = join(logs, `${name}.jsonl`);
  await mkdir(logs, { recursive: true });
  for (const former of [log, journal]) await rm(former, { force: true });
  const folder = await mkdtemp(join(tmpdir(), "strata-acceptance-"));
  const simulator = await startSimulator({ world: worldOf(room.registry), timeScale: 0, journal });
  try {
    await mkdir(join(folder, "home"));
    const { all = "" } = await execa(program, ["-test.v", "-test.run", `^${name}$`, `-test.timeout=${room.minutes}m`], {
      cwd: folder,
      env: {
        ...clean(process.env),
        ...room.toolchain.environment,
        ...testEnvironment(simulator, room.images),
        TF_ACC: "1",
        TF_ACC_TERRAFORM_PATH: room.toolchain.binary,
        // Left to itself the provider also answers to an address that OpenTofu calls invalid.
        TF_ACC_PROVIDER_HOST: registryHost[room.toolchain.program],
        TF_ACC_PROVIDER_NAMESPACE: "hashicorp",
        SSL_CERT_FILE: simulator.caFile,
        HOME: join(folder, "home"),
        TMPDIR: folder,
      },
      extendEnv: false,
      all: true,
      stdout: ["pipe", { file: log, append: true }],
      stderr: ["pipe", { file: log, append: true }],
      reject: false,
      forceKillAfterDelay: 5_000,
      timeout: (room.minutes + 1) * 60_000,
    });
    return verdictOf(name, all);
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The environment without what would aim a test elsewhere, or run it through a proxy. */
function clean(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(PROXMOX_VE_|TF_|https?_proxy$|SSH_AUTH_SOCK$)/i.test(name)),
  );
}
