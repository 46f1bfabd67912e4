/** A folder with a configuration, a simulator behind it, and OpenTofu between the two. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { Api } from "../../../simulator/__tests__/api.ts";
import { type Simulator, startSimulator, type World } from "../../../simulator/src/index.ts";
import { resolveToolchain, type Toolchain } from "../../../toolchain/resolve.ts";
import type { Attributes, Life } from "./life.ts";

export interface Configured {
  readonly address: Life["address"];
  readonly attributes: Attributes;
  /** Takes over what stands there under this id. */
  readonly importId?: string;
}

export interface Change {
  readonly actions: readonly string[];
  readonly before: Attributes | null;
  readonly after: Attributes | null;
  readonly after_unknown: Attributes;
  readonly importing?: { readonly id: string };
}

/** Errors by the address they are about. */
export type Errors = ReadonlyMap<string, string>;

export class Workplace {
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

  /** Ready to plan: the provider is initialised. */
  static async open(world: World): Promise<Workplace> {
    const toolchain = await resolveToolchain();
    const simulator = await startSimulator({ timeScale: 0, world });
    const folder = mkdtempSync(join(tmpdir(), "strata-life-cycle-"));
    mkdirSync(join(folder, "home"));
    const place = new Workplace(simulator, folder, toolchain);
    place.write([]);
    await place.#run("init", "-input=false");
    return place;
  }

  async close(): Promise<void> {
    this.api.close();
    await this.simulator.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  write(resources: readonly Configured[]): void {
    const resource: Record<string, Record<string, Attributes>> = {};
    for (const { address, attributes } of resources) {
      const [type = "", name = ""] = address.split(".");
      resource[type] = { ...resource[type], [name]: attributes };
    }
    const imports = resources.flatMap(({ address, importId }) => (importId ? [{ to: address, id: importId }] : []));
    const configuration = {
      terraform: { required_providers: { proxmox: { source: "bpg/proxmox", version: "0.111.1" } } },
      provider: { proxmox: { ssh: this.#ssh() } },
      ...(resources.length > 0 && { resource }),
      ...(imports.length > 0 && { import: imports }),
    };
    writeFileSync(join(this.#folder, "main.tf.json"), JSON.stringify(configuration));
  }

  /** Every resource type that the provider knows. */
  async resourceTypes(): Promise<readonly string[]> {
    const { provider_schemas } = JSON.parse(await this.#run("providers", "schema", "-json"));
    return Object.values(provider_schemas as Record<string, { resource_schemas: object }>).flatMap(
      ({ resource_schemas }) => Object.keys(resource_schemas),
    );
  }

  /** Plans what is written. A plan with errors has no changes. */
  async plan(): Promise<{ errors: Errors; changes: ReadonlyMap<string, Change> }> {
    const errors = await this.#checked("plan", "-input=false", "-out=plan");
    if (errors.size > 0) return { errors, changes: new Map() };
    const { resource_changes: found = [] } = JSON.parse(await this.#run("show", "-json", "plan"));
    const changes = (found as { address: string; change: Change }[]).map(
      ({ address, change }) => [address, change] as const,
    );
    return { errors, changes: new Map(changes) };
  }

  /** Applies the last plan. */
  apply = (): Promise<Errors> => this.#checked("apply", "-input=false", "plan");

  destroy = (): Promise<Errors> => this.#checked("destroy", "-input=false", "-auto-approve");

  /** Forgets resources that stay where they are. */
  async forget(addresses: readonly string[]): Promise<void> {
    const known = new Set((await this.#run("state", "list")).split("\n"));
    const forgotten = addresses.filter((address) => known.has(address));
    if (forgotten.length > 0) await this.#run("state", "rm", ...forgotten);
  }

  #ssh(): Attributes {
    const { username, privateKeyFile, nodes } = this.simulator.ssh;
    return {
      username,
      private_key: `\${file(${JSON.stringify(privateKeyFile)})}`,
      node: nodes.map(({ name, host, port }) => ({ name, address: host, port })),
    };
  }

  /** Root logs in with a ticket: there are things that Proxmox lets no token do. */
  get #options() {
    const { endpoint, username, password, caFile } = this.simulator;
    return {
      cwd: this.#folder,
      env: {
        ...this.#toolchain.environment,
        PROXMOX_VE_ENDPOINT: endpoint,
        PROXMOX_VE_USERNAME: username,
        PROXMOX_VE_PASSWORD: password,
        SSL_CERT_FILE: caFile,
        HOME: join(this.#folder, "home"),
        TMPDIR: this.#folder,
      },
    };
  }

  async #run(...words: string[]): Promise<string> {
    const { stdout } = await execa(this.#toolchain.binary, words, this.#options);
    return stdout;
  }

  /** @throws Error when something is wrong that is no resource's fault */
  async #checked(...words: string[]): Promise<Errors> {
    const [command = "", ...options] = words;
    const result = await execa(this.#toolchain.binary, [command, "-json", ...options], {
      ...this.#options,
      reject: false,
    });
    const lines = result.stdout.split("\n").filter((text) => text.startsWith("{"));
    const errors = errorsIn(lines.map((line) => JSON.parse(line)));
    const nobodys = errors.get("");
    if (nobodys !== undefined) throw new Error(`${command}: ${nobodys}`);
    if (result.failed && errors.size === 0) throw new Error(`${command}: ${result.stdout}\n${result.stderr}`);
    return errors;
  }
}

interface Message {
  readonly type: string;
  readonly hook?: { readonly resource?: { readonly addr: string } };
  readonly diagnostic?: {
    readonly severity: string;
    readonly summary: string;
    readonly detail: string;
    readonly address?: string;
  };
}

/** Errors by address. One that names none is of those that failed without a word, else of nobody (the empty address). */
function errorsIn(messages: readonly Message[]): Map<string, string> {
  const errors = new Map<string, string>();
  const unaddressed: string[] = [];
  for (const { diagnostic } of messages) {
    if (diagnostic?.severity !== "error") continue;
    const text = `${diagnostic.summary}: ${diagnostic.detail}`;
    if (diagnostic.address) errors.set(diagnostic.address, text);
    else unaddressed.push(text);
  }
  const failed = messages.filter(({ type }) => type === "apply_errored").map(({ hook }) => hook?.resource?.addr ?? "");
  const silent = failed.filter((address) => !errors.has(address));
  if (unaddressed.length > 0)
    for (const address of silent.length > 0 ? silent : [""]) errors.set(address, unaddressed.join("\n"));
  return errors;
}
