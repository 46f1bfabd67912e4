import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Lab } from "../../../model/lab.ts";
import type { OpenStack } from "../../../scripts/stack/open-stack.ts";
import { type Places, placesOf } from "../../../scripts/stack/places.ts";
import type { Progress } from "../../../scripts/stack/progress.ts";
import { readStackJson } from "../../../scripts/stack/stack-json.ts";
import { resolveToolchain } from "../../../toolchain/resolve.ts";

/** A block of `terraform_data`, which every OpenTofu knows without a provider. */
export type Block = Readonly<Record<string, unknown>>;

/** A site with nothing in it, for stacks that hold no guests. */
export const emptyLab: Lab = {
  site: {
    name: "home",
    endpoint: "https://192.168.88.10:8006",
    cluster: "homelab",
    version: "*",
    trust: { fingerprint: "" },
    domain: "home.arpa",
    apiUser: "strata@pve",
    ssh: { user: "strata", key: "" },
    login: "ops",
    keys: [],
    ids: { vm: { first: 200, last: 299 }, ct: { first: 100, last: 199 }, template: { first: 9000, last: 9099 } },
  },
  nodes: [],
  networks: [],
  storages: [],
  images: [],
  guests: [],
  placeholders: [],
};

/** A lab's root in a temporary folder, whose one stack `small` is what a test writes. */
export class SmallStack {
  readonly root: string;
  readonly places: Places;

  /** @param root a folder that is there already; a new one by default */
  constructor(root: string = mkdtempSync(join(tmpdir(), "strata-stack-"))) {
    this.root = root;
    this.places = placesOf(root, "home", "small");
  }

  /** Writes the stack's JSON; a string is an instance that is made by that shell command. */
  write(blocks: Readonly<Record<string, Block | string>>): this {
    const resources = Object.entries(blocks).map(([name, block]) => [
      name,
      typeof block === "string" ? { provisioner: [{ "local-exec": { command: block } }] } : block,
    ]);
    mkdirSync(this.places.folder, { recursive: true });
    writeFileSync(
      this.places.json,
      JSON.stringify({
        terraform: { backend: { local: { path: "../../../state/home/small.tfstate" } } },
        ...(resources.length > 0 ? { resource: { terraform_data: Object.fromEntries(resources) } } : {}),
        output: { names: { value: Object.keys(blocks).join(" ") } },
      }),
    );
    return this;
  }

  /** Opens it as a command would, at a target of its own. */
  async open(target = "https://127.0.0.1:1"): Promise<OpenStack> {
    const toolchain = await resolveToolchain();
    return {
      name: "small",
      site: "home",
      root: this.root,
      lab: emptyLab,
      places: this.places,
      json: await readStackJson(this.places.json, this.places.folder),
      binary: toolchain.binary,
      program: toolchain.program,
      tools: toolchain.tools.map((tool) => `${tool.name} ${tool.version}`),
      target,
      environment: toolchain.environment,
      started: new Date().toISOString(),
    };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Progress that nobody watches. */
export const unwatched: Progress = { onEvent: () => {}, onStopping: () => {}, end: () => {} };
