import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Bump, bumpBase, bumpK3s } from "../../../model/bump.ts";
import { parseChecksums } from "../../../model/checksums.ts";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import { replaceValues } from "../../../model/files/replace-values.ts";
import { imageNamed } from "../../../model/image-named.ts";
import { loadLab } from "../../../model/load.ts";
import { colours } from "../../colours.ts";
import type { StrataCommand } from "../../command.ts";
import { writeLabFile } from "../../lab-file.ts";

/** `strata image bump <name>`: proposes a newer base or k3s; writes it only when told to. */
export default {
  configure: (command) =>
    void command
      .argument("<name>", "name of the image")
      .requiredOption("--checksums <list>", "the vendor's list of checksums: a file, or an https:// address")
      .option("--version <version>", "version of the base that the list belongs to, where its file names bear none")
      .option("--k3s <version>", "bump k3s instead, to this version; the list is its sha256sum-amd64.txt")
      .option("--installer <file>", "with --k3s: install.sh of that tag, to be pinned as well")
      .option("--write", "write the proposal into image.yaml")
      .addHelpText("after", examples),
  async run({ arguments: [name = ""], options, root, site }) {
    const image = imageNamed(loadLab(root, site), name);
    const list = parseChecksums(await textOf(root, String(options.checksums)));
    if (list.length === 0) throw wrong(`${options.checksums} has no line with a checksum`);
    const installer = typeof options.installer === "string" ? sha256(fileAt(root, options.installer)) : undefined;
    const bump =
      typeof options.k3s === "string"
        ? bumpK3s(image, options.k3s, list, installer)
        : bumpBase(image, list, options.version as string | undefined);
    const file = `images/${name}/image.yaml`;
    if (bump.summary === undefined) return { text: `${file} is up to date`, facts: { file, ...bump, written: false } };
    if (options.write) await write(root, site, file, bump);
    const written = Boolean(options.write);
    return {
      text: shown(file, bump, written),
      facts: { file, ...bump, written },
      exit: written ? exitCodes.done : exitCodes.changesPending,
    };
  },
} satisfies StrataCommand;

const examples = `
The list's signature is not checked here: compare it first, as the vendor tells. Without --write nothing is written, and
the exit code is 2 where something is newer.

Examples:
  strata image bump debian13 --checksums SHA512SUMS --version 20261001-2618
  strata image bump alma9-k3s-optimized --checksums CHECKSUM --write
  strata image bump alma9-k3s-optimized --k3s v1.36.2+k3s1 --checksums sha256sum-amd64.txt --installer install.sh`;

function shown(file: string, { summary, changes, remarks }: Bump, written: boolean): string {
  return [
    `${file}: ${summary}`,
    ...changes.map(({ path, from, value }) => `  ${path.join(".")}  ${colours.red(from)} → ${colours.green(value)}`),
    ...remarks.map((remark) => `  ${colours.yellow(remark)}`),
    written ? "written; build a release from it, and promote that" : "nothing was written; --write does",
  ].join("\n");
}

function write(root: string, site: string, file: string, { changes }: Bump): Promise<void> {
  return writeLabFile(root, site, file, replaceValues(readFileSync(join(root, file), "utf8"), changes));
}

const overHttps = "a list of checksums comes over https://, or is a file";

async function textOf(root: string, list: string): Promise<string> {
  if (!/^https?:\/\//.test(list)) return fileAt(root, list).toString("utf8");
  if (!list.startsWith("https://")) throw wrong(overHttps);
  try {
    const response = await fetch(list, { signal: AbortSignal.timeout(20_000) });
    if (!response.url.startsWith("https://")) throw wrong(`${list} leads to ${response.url}; ${overHttps}`);
    if (response.ok) return await response.text();
    throw new Error(`it answered ${response.status}`);
  } catch (error) {
    if (error instanceof StrataError) throw error;
    const message = `${list} cannot be fetched (${(error as Error).message}); fetch it by hand and give the file`;
    throw new StrataError(exitCodes.unreachable, message);
  }
}

function fileAt(root: string, file: string): Buffer {
  try {
    return readFileSync(resolve(root, file));
  } catch (error) {
    throw wrong(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function wrong(message: string): StrataError {
  return new StrataError(exitCodes.wrongInput, message);
}
