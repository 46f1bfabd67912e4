import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Image } from "../../model/lab.ts";
import { type Entry, publish, readEntry } from "../../toolchain/cache.ts";
import { underCacheLock } from "../../toolchain/cache-lock.ts";
import type { Workshop } from "../../toolchain/make.ts";
import { findOnPath } from "../../toolchain/programs.ts";
import { openWorkshop, type ResolveOptions } from "../../toolchain/resolve.ts";

/** The disk that an image made from packages starts from. */
export interface BaseDisk {
  /** A qcow2 image in the tool cache, not to be written to. */
  readonly file: string;
  /** `sha256:…` of it. */
  readonly checksum: string;
  /** File that lists what is installed: package, version and architecture, one a line. */
  readonly packages: string;
}

/** Programs that make such a disk, and the packages of Debian that bring them. */
export const diskPrograms: Readonly<Record<string, string>> = {
  mmdebstrap: "mmdebstrap",
  genext2fs: "genext2fs",
  mformat: "mtools",
  sfdisk: "fdisk",
  "qemu-img": "qemu-utils",
};

/** Programs of `needed` that are not here, by name. */
export async function missingPrograms(
  needed: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string[]> {
  const found = await Promise.all(needed.map((name) => findOnPath(name, environment)));
  return needed.filter((_, index) => found[index] === undefined);
}

/**
 * Makes the disk from Debian's packages, or takes the one that was made of the same files before.
 * @param root folder that holds images/
 * @throws StrataError (4) when a program is missing, (5) with the last words of `build.sh`
 */
export async function baseDisk(root: string, image: Image, options: ResolveOptions = {}): Promise<BaseDisk> {
  const { base } = image.recipe;
  if (base.from !== "packages") throw new Error(`image ${image.name} is not made from packages`);
  const workshop = openWorkshop(options);
  const folder = join(root, "images", image.name, "base");
  const key = `${image.name}-${base.suite}-${await digestOf(folder)}`;
  const there = await readEntry(workshop.cache, key);
  const entry =
    there ?? (await underCacheLock(workshop.cache, workshop.progress, () => make(workshop, key, folder, image)));
  return {
    file: entry.path,
    checksum: `sha256:${entry.receipt.sha256}`,
    packages: join(entry.folder, "packages.txt"),
  };
}

/** Over names, contents and permissions of all files that make the disk. */
async function digestOf(folder: string): Promise<string> {
  const hash = createHash("sha256");
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const { mode } = await stat(join(folder, name));
    const isFile = (mode & 0o170000) === 0o100000;
    hash.update(JSON.stringify([name, mode, isFile ? await readFile(join(folder, name), "utf8") : null]));
  }
  return hash.digest("hex").slice(0, 12);
}

async function make(workshop: Workshop, key: string, folder: string, image: Image): Promise<Entry> {
  const made = await readEntry(workshop.cache, key);
  if (made) return made;
  const missing = await missingPrograms(Object.keys(diskPrograms), workshop.environment);
  if (missing.length > 0) {
    const packages = missing.map((name) => diskPrograms[name]).join(" ");
    throw new StrataError(
      exitCodes.unreachable,
      `image ${image.name} is made with ${missing.join(", ")}, which this machine lacks: install them (on Debian: ${packages})`,
    );
  }
  const suite = image.recipe.base.version;
  const what = { name: `base disk of image ${image.name}`, version: suite, source: "built" } as const;
  return workshop.progress(`making the base disk of image ${image.name} from Debian's packages`, () =>
    publish(workshop.cache, key, what, async (into) => {
      await build(workshop, image, folder, into);
      return "base.qcow2";
    }),
  );
}

async function build(
  { cache, environment, signal }: Workshop,
  image: Image,
  folder: string,
  into: string,
): Promise<void> {
  const log = join(cache, "logs", `${image.name}-base.log`);
  await mkdir(dirname(log), { recursive: true });
  const { base } = image.recipe;
  const result = await execa(join(folder, "build.sh"), [base.from === "packages" ? base.suite : "", into], {
    env: environment,
    extendEnv: false,
    stdin: "ignore",
    stdout: { file: log },
    stderr: { file: log, append: true },
    reject: false,
    ...(signal && { cancelSignal: signal }),
  });
  if (!result.failed) return;
  const said = (await readFile(log, "utf8")).trimEnd().split("\n").at(-1) || `it ended with ${result.exitCode}`;
  throw new StrataError(
    exitCodes.stepFailed,
    `images/${image.name}/base/build.sh failed: ${said}; the whole log is ${log}`,
  );
}
