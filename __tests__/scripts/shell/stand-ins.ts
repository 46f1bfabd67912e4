import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Programs that the scripts themselves are made of. */
const real = ["bash", "cat", "dirname", "grep"];

/** A machine on which nothing is but what a test puts there: programs that note how they are called. */
export class StandIns {
  readonly folder = mkdtempSync(join(tmpdir(), "strata-shell-"));
  readonly #bin = join(this.folder, "bin");
  readonly #journal = join(this.folder, "journal");

  constructor() {
    mkdirSync(this.#bin);
    for (const program of real) {
      const found = ["/usr/bin", "/bin"].map((folder) => join(folder, program)).find(existsSync);
      if (found) symlinkSync(found, join(this.#bin, program));
    }
  }

  /** Puts a program on PATH that notes its call and then does this (a line of bash). */
  program(name: string, does = ""): this {
    const file = join(this.#bin, name);
    writeFileSync(file, `#!${join(this.#bin, "bash")}\necho "${name} $*" >>'${this.#journal}'\n${does}\n`);
    chmodSync(file, 0o755);
    return this;
  }

  /** A line of bash that puts a program on PATH, as installing it does. */
  installs(name: string): string {
    return `printf '#!${join(this.#bin, "bash")}\\necho "${name} $*" >>${this.#journal}\\n' >'${join(this.#bin, name)}'; "${chmod}" +x '${join(this.#bin, name)}'`;
  }

  /** Runs a script there. */
  run(script: string, ...words: string[]): { exit: number | null; said: string; complained: string } {
    const env = { PATH: this.#bin, HOME: this.folder };
    const { status, stdout, stderr } = spawnSync("/bin/bash", [script, ...words], {
      cwd: this.folder,
      env,
      encoding: "utf8",
    });
    return { exit: status, said: stdout.trim(), complained: stderr.trim() };
  }

  /** How programs were called so far, in their order. */
  calls(): string[] {
    return existsSync(this.#journal) ? readFileSync(this.#journal, "utf8").trim().split("\n") : [];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const chmod = ["/usr/bin/chmod", "/bin/chmod"].find(existsSync) ?? "chmod";
