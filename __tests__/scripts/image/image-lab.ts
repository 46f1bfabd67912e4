import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { asus, cdktfFile, cdktfWords, siteFile, strataProgram } from "./lab-files.ts";

const standIn = (name: string) => fileURLToPath(new URL(`stand-in-${name}.mjs`, import.meta.url));

/** One small image, as `images/small/image.yaml` describes it. Its base is never fetched: the Packer is a stand-in. */
export const smallImage = `os: { name: debian, version: "13" }
arch: amd64
firmware: bios
machine: q35
cpu: x86-64-v1
disk: 1GiB
base:
  url: https://images.example/debian-13.qcow2
  sha256: ${"ab".repeat(32)}
  version: "13"
builders: [qemu]
provisioners: [shared/cleanup.sh]
guarantees: [agent, cloud-init, python, sudo]
`;

export const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBcXFxcXFxcXFxcXFxcXFxcXFxcXFxcXFxcXFxcXFxcX operator";

/** A lab in a temporary folder and Git, with one small image and stand-ins for Packer, QEMU and SSH on PATH. */
export class ImageLab {
  readonly root = mkdtempSync(join(tmpdir(), "strata-image-"));
  readonly #programs = join(this.root, ".programs");
  readonly #record = join(this.root, ".packer-runs");

  static async make(): Promise<ImageLab> {
    const lab = new ImageLab();
    lab.write("personas/home/site.yaml", siteFile([asus], key));
    lab.write("images/small/image.yaml", smallImage);
    lab.write("images/shared/cleanup.sh", "#!/usr/bin/env bash\nset -euo pipefail\n");
    lab.write(".gitignore", "build/\ncdktf.out/\nstate/\n.programs/\n.packer-runs*\nready.json\n");
    lab.write("cdktf.json", cdktfFile());
    for (const name of ["packer", "qemu-system-x86_64"]) lab.#program(name, standIn("packer"));
    for (const name of ["ssh", "sftp"]) lab.#program(name, standIn("ssh"), aside(name));
    await lab.commit("A lab");
    return lab;
  }

  /** Another lab with all that this one has. */
  copy(): ImageLab {
    const lab = new ImageLab();
    cpSync(this.root, lab.root, { recursive: true, verbatimSymlinks: true });
    return lab;
  }

  /** Writes a file of the lab. */
  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), "utf8");
  }

  has(file: string): boolean {
    return existsSync(join(this.root, file));
  }

  async commit(message: string): Promise<void> {
    if (!this.has(".git")) await this.#git("init", "-q");
    await this.#git("add", "-A");
    await this.#git("commit", "-q", "-m", message);
  }

  /** The commit it stands at. */
  async head(): Promise<string> {
    return (await this.#git("rev-parse", "HEAD")).stdout;
  }

  /** Runs `strata …` in the lab. */
  strata(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    return this.#run([process.execPath, strataProgram, ...args], environment);
  }

  /** Runs the real cdktf-cli in the lab. */
  cdktf(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    return this.#run(cdktfWords(args), { CI: "1", ...environment });
  }

  #run([program = "", ...args]: readonly string[], environment: Readonly<Record<string, string>>) {
    return execa(program, args, {
      cwd: this.root,
      env: {
        PATH: `${this.#programs}:${process.env.PATH}`,
        STAND_IN_RECORD: this.#record,
        STRATA_TARGET: this.has("ready.json") ? "ready.json" : "",
        FORCE_COLOR: "0",
        ...environment,
      },
      stdin: "ignore",
      reject: false,
    });
  }

  /** What each run of the stand-in was told. */
  get packerRuns(): readonly Readonly<Record<string, string>>[] {
    return lines(this.#record).map((line) => JSON.parse(line));
  }

  /** Whether anything lives that a build started. */
  get machinesAlive(): boolean {
    return lines(`${this.#record}.machines`).some(isAlive);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #git(...args: string[]) {
    return execa("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], { cwd: this.root });
  }

  #program(name: string, file: string, first = ""): void {
    const program = join(this.#programs, name);
    mkdirSync(this.#programs, { recursive: true });
    writeFileSync(program, `#!/bin/sh\n${first}STAND_IN_NAME=${name} exec "${process.execPath}" "${file}" "$@"\n`);
    chmodSync(program, 0o755);
  }
}

/** Steps aside at once where nothing is to happen: a run asks for the node a dozen times, and each time a Node would start. */
const aside = (name: string) =>
  `if [ -z "$STAND_IN_${name.toUpperCase()}" ]; then PATH="\${PATH#*:}"; exec ${name} "$@"; fi\n`;

/** One that has ended and that nobody has asked about yet is still listed. */
function isAlive(pid: string): boolean {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && !/\) Z /.test(readFileSync(stat, "utf8"));
}

function lines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
}
