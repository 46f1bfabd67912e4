/** A simulator in which things go wrong, and a person with OpenTofu and the real provider before it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { Api } from "../../../simulator/__tests__/api.ts";
import { defaultWorld, type Simulator, startSimulator, type World } from "../../../simulator/src/index.ts";
import { resolveToolchain, type Toolchain } from "../../../toolchain/resolve.ts";

/** Resources by address. */
export type Resources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface Outcome {
  readonly ok: boolean;
  /** All that was printed, on one line and without frames. */
  readonly said: string;
}

/** How the provider logs in. */
export type Login = "token" | "password";

const world: World = { ...defaultWorld, cluster: "lab", nodes: [{ name: "pve" }, { name: "pve2" }, { name: "pve3" }] };

export class Stage {
  readonly simulator: Simulator;
  readonly api: Api;
  readonly #folder: string;
  readonly #toolchain: Toolchain;

  private constructor(simulator: Simulator, folder: string, toolchain: Toolchain) {
    this.simulator = simulator;
    this.api = new Api(simulator);
    this.#folder = folder;
    this.#toolchain = toolchain;
  }

  /** Starts the simulator and initialises the provider, once for all that is played on it. */
  static async open(): Promise<Stage> {
    const toolchain = await resolveToolchain();
    const simulator = await startSimulator({ timeScale: 0, world });
    const folder = mkdtempSync(join(tmpdir(), "strata-faults-"));
    mkdirSync(join(folder, "home"));
    const stage = new Stage(simulator, folder, toolchain);
    stage.set({});
    const { ok, said } = await stage.#tofu("token", "init", "-input=false");
    if (!ok) throw new Error(said);
    return stage;
  }

  async close(): Promise<void> {
    this.api.close();
    await this.simulator.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Forgets what was there before; what is written stands alone. */
  begin(resources: Resources): void {
    this.simulator.cluster.faults.clear();
    rmSync(join(this.#folder, "terraform.tfstate"), { force: true });
    this.set(resources);
  }

  set(resources: Resources): void {
    const resource: Record<string, Record<string, unknown>> = {};
    for (const [address, attributes] of Object.entries(resources)) {
      const [type = "", name = ""] = address.split(".");
      resource[type] = { ...resource[type], [name]: attributes };
    }
    const { username, privateKeyFile, nodes } = this.simulator.ssh;
    const ssh = {
      username,
      private_key: `\${file(${JSON.stringify(privateKeyFile)})}`,
      node: nodes.map(({ name, host, port }) => ({ name, address: host, port })),
    };
    const configuration = {
      terraform: { required_providers: { proxmox: { source: "bpg/proxmox", version: "0.111.1" } } },
      provider: { proxmox: { ssh } },
      ...(Object.keys(resource).length > 0 && { resource }),
    };
    writeFileSync(join(this.#folder, "main.tf.json"), JSON.stringify(configuration, undefined, 2));
  }

  apply = (login: Login = "token"): Promise<Outcome> => this.#tofu(login, "apply", "-input=false", "-auto-approve");

  async #tofu(login: Login, ...words: string[]): Promise<Outcome> {
    const { endpoint, apiToken, username, password, caFile } = this.simulator;
    const who =
      login === "token"
        ? { PROXMOX_VE_API_TOKEN: apiToken }
        : { PROXMOX_VE_USERNAME: username, PROXMOX_VE_PASSWORD: password };
    const { exitCode, all = "" } = await execa(this.#toolchain.binary, [...words, "-no-color"], {
      cwd: this.#folder,
      env: {
        ...this.#toolchain.environment,
        ...who,
        PROXMOX_VE_ENDPOINT: endpoint,
        SSL_CERT_FILE: caFile,
        HOME: join(this.#folder, "home"),
        TMPDIR: this.#folder,
      },
      all: true,
      reject: false,
    });
    return { ok: exitCode === 0, said: all.replaceAll(/[│╷╵]/g, "").replaceAll(/\s+/g, " ") };
  }
}
