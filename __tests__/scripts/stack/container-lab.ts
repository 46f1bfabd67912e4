import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect } from "@jest/globals";
import { execa } from "execa";
import { loadLab } from "../../../model/load.ts";
import { worldOf } from "../../../scripts/rehearse/world.ts";
import { type Simulator, startSimulator } from "../../../simulator/src/index.ts";
import { resolveToolchain } from "../../../toolchain/resolve.ts";
import { toolchainTimeout } from "../../tofu.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));

/** Of what a node was asked, what interrupts a container. */
export const reboots = (requests: readonly string[]) =>
  requests.filter((request) => /status\/(reboot|shutdown|stop)$/.test(request));

/** Two containers of the home lab and an embedded Proxmox for them. */
export class ContainerLab {
  root = "";
  simulator!: Simulator;

  /** Makes one for all tests of a file: they are one life, step by step. */
  static forAllTests(): ContainerLab {
    const own = new ContainerLab();
    beforeAll(() => own.#open(), toolchainTimeout);
    afterAll(async () => {
      await own.simulator?.close();
      rmSync(own.root, { recursive: true, force: true });
    });
    return own;
  }

  async #open(): Promise<void> {
    await resolveToolchain();
    this.root = mkdtempSync(join(tmpdir(), "strata-containers-"));
    const home = join(this.root, "personas/home");
    mkdirSync(home, { recursive: true });
    for (const file of ["site", "postgresql", "gitea"])
      cpSync(join(checkout, `personas/home/${file}.yaml`), join(home, `${file}.yaml`));
    // Gitea as one that was not there before, without protection, and with a feature that only root may set.
    this.edit("gitea", "protect: true\nadopted: true\n", "");
    this.edit("gitea", "features: [nesting]", "features: [nesting, keyctl]");
    this.simulator = await startSimulator({ world: worldOf(loadLab(this.root, "home")), timeScale: 0 });
    const { endpoint, apiToken, caFile, ssh } = this.simulator;
    writeFileSync(join(this.root, "ready.json"), JSON.stringify({ endpoint, apiToken, caFile, ssh }));
  }

  strata(...words: string[]) {
    return execa(process.execPath, [join(checkout, "scripts/strata.mjs"), ...words], {
      cwd: this.root,
      env: { STRATA_TARGET: "ready.json", SITE: "home" },
      reject: false,
    });
  }

  edit(file: string, from: string, to: string): void {
    const path = join(this.root, `personas/home/${file}.yaml`);
    const text = readFileSync(path, "utf8");
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
  }

  /** How many lines the journal has: `writes` counts from there. */
  get now(): number {
    return this.simulator.journal.lines.length;
  }

  /** Requests since then that changed something of a container: method and the path behind its number. */
  writes(id: number, since: number): string[] {
    return this.simulator.journal.lines.slice(since).flatMap((line) => {
      if (!("method" in line) || line.method === "GET") return [];
      const [, rest] = new RegExp(`^/nodes/asus/lxc/${id}(/.*)?$`).exec(String(line.path)) ?? [];
      return rest === undefined ? [] : [`${line.method} ${rest}`];
    });
  }

  /** Plans, tells the kind of each change, applies, and tells what the node was asked. */
  async change(guest: string, id: number) {
    const planned = await this.strata("plan", guest, "--json");
    const { changes } = JSON.parse(planned.stdout) as { changes: { kind: string; details: string[] }[] };
    const since = this.now;
    const applied = await this.strata("apply", guest);
    expect([applied.exitCode, applied.stderr.match(/.*failed.*|.*refused.*/)?.[0]]).toEqual([0, undefined]);
    return { changes: changes.map(({ kind, details }) => ({ kind, details })), requests: this.writes(id, since) };
  }

  /** Why a plan is not applied. */
  async refused(guest: string): Promise<string | undefined> {
    const { exitCode, stdout } = await this.strata("apply", guest);
    expect(exitCode).toBe(3);
    return / {2}refused: (.*)/.exec(stdout)?.[1];
  }

  async config(id: number): Promise<Record<string, unknown>> {
    return JSON.parse(await this.onNode(`pvesh get /nodes/asus/lxc/${id}/config --output-format json`));
  }

  async onNode(command: string): Promise<string> {
    const { privateKeyFile, port, host } = this.simulator.ssh;
    const { stdout } = await execa("ssh", [
      ...["-i", privateKeyFile, "-p", String(port), "-o", "StrictHostKeyChecking=no"],
      ...["-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", `root@${host}`, command],
    ]);
    return stdout;
  }
}
