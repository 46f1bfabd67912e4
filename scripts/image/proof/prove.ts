import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execa } from "execa";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { Image } from "../../../model/lab.ts";
import { endMarked } from "../../stack/leftovers.ts";
import { signals } from "../../stack/supervise.ts";
import type { Accelerator } from "../boot/accelerator.ts";
import { type Machine, startMachine } from "../boot/machine.ts";
import { contractOf, type Proof, proveContract } from "./contract.ts";
import { seedDrive } from "./seed.ts";

/** The disk of a release; an artifact is one. */
export interface ReleaseDisk {
  /** Absolute. */
  readonly file: string;
  readonly manifest: { readonly release: string; readonly format: "qcow2" | "raw" };
}

export interface ProofRequest {
  readonly root: string;
  readonly image: Image;
  readonly artifact: ReleaseDisk;
  readonly accelerator: Accelerator;
  /** As `BuildPlaces` has it. */
  readonly mark: string;
  /** File that keeps what the clone says on its console. */
  readonly console: string;
  /** Hears each promise that holds. */
  readonly say: (line: string) => void;
}

/** The clone's name, and its place in a network of its own. */
const clone = { name: "image-test", user: "ops", mac: "52:54:00:12:34:56", address: "10.0.2.15", prefix: 24 } as const;
const network = { address: clone.address, subnet: "10.0.2.0/24", gateway: "10.0.2.2" } as const;

/** Of the clone, MiB. A k3s server starts with it, and asks for 2 GiB (https://docs.k3s.io/installation/requirements). */
const memory = { plain: 768, k3s: 2048 } as const;

/**
 * Boots a clone of a built disk in QEMU on this machine and has it prove what its image promises. The disk itself is not
 * written to; the clone is gone afterwards, and that of a run that was killed before.
 *
 * @throws StrataError 5 naming the first promise that does not hold, or that it was stopped
 */
export async function prove(request: ProofRequest): Promise<Proof> {
  await endMarked(request.mark);
  // A socket's path is short, so this is not in the lab's folder.
  const folder = await mkdtemp(join(tmpdir(), "strata-"));
  const key = join(folder, "key");
  try {
    await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "image-test", "-f", key]);
    const publicKey = (await readFile(`${key}.pub`, "utf8")).trim();
    const seed = seedDrive({ ...clone, publicKey });
    await writeFile(join(folder, "seed.iso"), seed);
    await mkdir(join(folder, "clone"));
    const machine = await startMachine({
      folder: join(folder, "clone"),
      disk: {
        file: request.artifact.file,
        format: request.artifact.manifest.format,
        size: request.image.disk,
      },
      cloudInit: { file: join(folder, "seed.iso"), format: "raw", size: seed.length },
      firmware: request.image.firmware,
      cpuLevel: request.image.cpuLevel,
      memory: request.image.k3s === undefined ? memory.plain : memory.k3s,
      mac: clone.mac,
      network,
      login: { user: clone.user, privateKeyFile: key },
      accelerator: request.accelerator,
      mark: request.mark,
    });
    try {
      return await proveOn(machine, request);
    } finally {
      await machine.end();
      await copyFile(machine.console, request.console).catch(() => {});
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function proveOn(machine: Machine, { root, image, artifact, console, say }: ProofRequest): Promise<Proof> {
  let stopped = false;
  const stop = () => {
    stopped = true;
    void machine.end();
  };
  for (const signal of signals) process.on(signal, stop);
  try {
    return await proveContract(machine, contractOf(image, clone.name), {
      named: `${image.name} ${artifact.manifest.release}`,
      look: `console: ${relative(root, console)}`,
      say,
    });
  } catch (error) {
    if (!stopped) throw error;
    throw new StrataError(exitCodes.stepFailed, "the test was stopped and its clone is gone; run this again");
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
