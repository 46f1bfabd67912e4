import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import { loadLab } from "../../../model/load.ts";
import { worldOf } from "../../../scripts/rehearse/world.ts";
import { type Simulator, startSimulator } from "../../../simulator/src/index.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));

/** What a release's file says here: one disk for all of them, proven. */
export const digest = `sha256:${"a".repeat(64)}`;

/** The file of a proven release of alma9-k3s-optimized, as a template on `forge`. */
export function releaseFile(version: string, k3s: string, id: number): string {
  return `name: alma9.8-k3-node-amd64-${k3s.replace("+", "-")}-${version}
disk: 20GiB
k3s: ${k3s}
digest: ${digest}
tested: { at: 2026-11-21T17:00:00Z, digest: ${digest} }
templates:
  - { site: home, node: forge, storage: fast, id: ${id} }
`;
}

/** How a command ended, as a person sees it without colours. */
export interface Seen {
  readonly exit: number | undefined;
  readonly text: string;
}

/** The home lab in a folder of its own, beside an embedded Proxmox that holds its templates. */
export class LivingLab {
  readonly root = mkdtempSync(join(tmpdir(), "strata-living-"));
  #simulator: Simulator | undefined;

  /** @param files what is laid over the home lab before the Proxmox begins */
  constructor(files: Readonly<Record<string, string>>) {
    for (const folder of ["personas", "images"]) {
      cpSync(join(checkout, folder), join(this.root, folder), { recursive: true });
    }
    for (const [file, text] of Object.entries(files)) this.write(file, text);
  }

  get simulator(): Simulator {
    if (!this.#simulator) throw new Error("start the lab first");
    return this.#simulator;
  }

  async start(): Promise<this> {
    this.#simulator = await startSimulator({ world: worldOf(loadLab(this.root, "home")), timeScale: 0 });
    const { endpoint, apiToken, caFile, ssh } = this.simulator;
    this.write("ready.json", JSON.stringify({ endpoint, apiToken, caFile, ssh }));
    return this;
  }

  async end(): Promise<void> {
    await this.#simulator?.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), "utf8");
  }

  edit(file: string, from: string, to: string): void {
    const before = this.read(file);
    const after = before.replace(from, to);
    if (before === after) throw new Error(`${file} does not say ${from}`);
    this.write(file, after);
  }

  /** Runs a command as a person would; what differs from run to run is made the same. */
  async strata(...words: string[]): Promise<Seen> {
    const { exitCode, all } = await execa(process.execPath, [join(checkout, "scripts/strata.mjs"), ...words], {
      cwd: this.root,
      env: { STRATA_TARGET: "ready.json", SITE: "home" },
      reject: false,
      all: true,
    });
    return { exit: exitCode, text: settled(stripVTControlCharacters(String(all))) };
  }

  /** Paths of requests that changed something, with their method. */
  writes(): string[] {
    return this.simulator.journal.lines.flatMap((line) =>
      "method" in line && line.method !== "GET" ? [`${line.method} ${line.path}`] : [],
    );
  }
}

function settled(text: string): string {
  return text
    .replaceAll(/plan [0-9a-f]{6}/g, "plan 123abc")
    .replaceAll(/at: 20\d\d-[\dTZ:-]+/g, "at: NOW")
    .replaceAll(/20\d\d_\d\d_\d\d-\d\d_\d\d_\d\d/g, "NOW");
}
