import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { loadLab } from "../../model/load.ts";
import type { DiskSource } from "../../scripts/image/boot/machine.ts";
import { worldOf } from "../../scripts/rehearse/world.ts";
import { Api } from "../../simulator/__tests__/api.ts";
import { type Simulator, startSimulator } from "../../simulator/src/index.ts";
import { asus, cdktfFile, cdktfWords, checkout, forge, siteFile, strataProgram } from "../scripts/image/lab-files.ts";

/** Of `siteFile`. */
export const network = { subnet: "192.168.88.0/24", gateway: "192.168.88.1" } as const;
export const domain = "home.arpa";

/** A lab of a person's own with the image of rehearsals, in Git, and an embedded Proxmox that knows no template yet. */
export class RehearsalLab {
  /** Private key of the lab's user. */
  readonly key: string;
  readonly #api: Api;

  private constructor(
    readonly root: string,
    readonly simulator: Simulator,
  ) {
    this.key = join(root, "id_ed25519");
    this.#api = new Api(simulator);
  }

  static async begin(): Promise<RehearsalLab> {
    const root = mkdtempSync(join(tmpdir(), "strata-rehearsal-"));
    const key = join(root, "id_ed25519");
    await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ops", "-f", key]);
    for (const image of ["rehearsal", "shared"])
      cpSync(join(checkout, "images", image), join(root, "images", image), { recursive: true });
    mkdirSync(join(root, "personas/home"), { recursive: true });
    writeFileSync(
      join(root, "personas/home/site.yaml"),
      siteFile([asus, forge], readFileSync(`${key}.pub`, "utf8").trim()),
    );
    writeFileSync(join(root, "cdktf.json"), cdktfFile());
    writeFileSync(join(root, ".gitignore"), "build/\ncdktf.out/\nstate/\nid_ed25519*\nready.json\noutputs.json\n");
    const simulator = await startSimulator({ timeScale: 0.01, world: worldOf(loadLab(root, "home")) });
    const { endpoint, apiToken, caFile, ssh } = simulator;
    writeFileSync(join(root, "ready.json"), JSON.stringify({ endpoint, apiToken, caFile, ssh }));
    const lab = new RehearsalLab(root, simulator);
    await lab.commit("A lab");
    return lab;
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  async commit(message: string): Promise<void> {
    const git = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"];
    const git_ = (...words: string[]) => execa("git", [...git, ...words], { cwd: this.root });
    await git_("init", "-q");
    await git_("add", "-A");
    await git_("commit", "-q", "-m", message);
  }

  /** Runs `strata …` as a person would. @returns what it printed @throws when it does not end with 0 */
  async strata(...words: string[]): Promise<string> {
    return this.#run([process.execPath, strataProgram, ...words]);
  }

  /** Runs the real cdktf-cli. @throws as `strata` */
  async cdktf(...words: string[]): Promise<string> {
    return this.#run(cdktfWords(words));
  }

  /** Outputs of stacks, by stack. */
  async outputs(...stacks: string[]): Promise<unknown> {
    await this.cdktf("output", ...stacks, "--outputs-file", "outputs.json");
    return JSON.parse(readFileSync(join(this.root, "outputs.json"), "utf8"));
  }

  /** What Proxmox keeps of a machine. */
  async config(node: string, vmid: number): Promise<Record<string, string>> {
    return (await this.#api.get(`/nodes/${node}/qemu/${vmid}/config`)).data;
  }

  /** The bytes behind a drive of a machine, as the simulator keeps them. @param drive such as `scsi0` */
  async drive(node: string, vmid: number, drive: string): Promise<DiskSource & { readonly sha256: string }> {
    const volid = (await this.config(node, vmid))[drive]?.split(",")[0] ?? "";
    const { file, format, size, sha256 } = this.simulator.content(node, volid) ?? {};
    if (file === undefined || format === undefined || size === undefined || sha256 === undefined)
      throw new Error(`${drive} of ${vmid} (${volid}) holds nothing`);
    return { file, format, size, sha256 };
  }

  async end(): Promise<void> {
    this.#api.close();
    await this.simulator.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  async #run([program = "", ...words]: readonly string[]): Promise<string> {
    const env = { STRATA_TARGET: "ready.json", STRATA_TCG: "1", SITE: "home", CI: "1", FORCE_COLOR: "0" };
    // Of jest's own process, and nothing that a person has.
    const { NODE_OPTIONS: _, ...ours } = process.env;
    return (
      await execa(program, words, { cwd: this.root, env: { ...ours, ...env }, extendEnv: false, stdin: "ignore" })
    ).stdout;
  }
}
