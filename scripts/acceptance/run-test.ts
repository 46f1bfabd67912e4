import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, readFile, rm } from "node:fs/promises";
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
    // The test's own folder stays empty: what stands in it is linked into each part of a test, and parts run side by side.
    for (const name of ["home", "test", "tmp"]) await mkdir(join(folder, name));
    const hung = await ending(program, ["-test.v", "-test.run", `^${name}$`, `-test.timeout=${room.minutes}m`], {
      cwd: join(folder, "test"),
      log,
      minutes: room.minutes + 1,
      env: {
        ...clean(process.env),
        ...room.toolchain.environment,
        ...testEnvironment(simulator, room.images),
        // A test is hundreds of short-lived processes: they end before it pays to tidy up their memory.
        GOGC: "400",
        TF_ACC: "1",
        TF_ACC_TERRAFORM_PATH: room.toolchain.binary,
        // Left to itself the provider also answers to an address that OpenTofu calls invalid.
        TF_ACC_PROVIDER_HOST: registryHost[room.toolchain.program],
        TF_ACC_PROVIDER_NAMESPACE: "hashicorp",
        SSL_CERT_FILE: simulator.caFile,
        HOME: join(folder, "home"),
        TMPDIR: join(folder, "tmp"),
      },
    });
    if (hung) return { status: "failed", reason: `it hung for ${room.minutes + 1} minutes` };
    return verdictOf(name, await readFile(log, "utf8"));
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Course {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** File of all it prints. */
  readonly log: string;
  /** Minutes after which it is ended. */
  readonly minutes: number;
}

/**
 * Waits for the end of a program. Its words go straight into the file: on a pipe one would wait for whatever it has left
 * running, too.
 * @returns whether it had to be ended
 */
async function ending(program: string, args: readonly string[], { cwd, env, log, minutes }: Course): Promise<boolean> {
  const words = await open(log, "w");
  try {
    const child = spawn(program, args, {
      ...{ cwd, env, stdio: ["ignore", words.fd, words.fd] },
      ...{ timeout: minutes * 60_000, killSignal: "SIGKILL" },
    });
    await once(child, "exit");
    return child.killed;
  } finally {
    await words.close();
  }
}

/** The environment without what would aim a test elsewhere, or run it through a proxy. */
function clean(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(PROXMOX_VE_|TF_|https?_proxy$|SSH_AUTH_SOCK$)/i.test(name)),
  );
}
