import type { Guest, Image, Lab, Machine, Network, Node, Release, Site, Storage } from "../../model/lab.ts";
import { anyRecipe } from "../model/recipe.ts";

const gib = 2 ** 30;

export const site: Site = {
  name: "home",
  endpoint: "https://192.168.88.10:8006",
  cluster: "homelab",
  version: ">=9.1 <10",
  trust: { fingerprint: "AA:BB" },
  domain: "home.arpa",
  apiUser: "strata@pve",
  ssh: { user: "strata", key: "~/.ssh/id_ed25519" },
  login: "ops",
  keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample operator"],
  ids: { vm: { first: 200, last: 299 }, ct: { first: 100, last: 199 }, template: { first: 9000, last: 9099 } },
};

export const forge: Node = {
  name: "forge",
  address: "192.168.88.11",
  cores: 8,
  cpuLevel: "x86-64-v3",
  memory: { total: 31 * gib, reserve: 2 * gib, arc: 2 * gib },
};

export const lan: Network = {
  name: "lan",
  bridge: "vmbr0",
  subnet: "192.168.88.0/24",
  prefix: 24,
  gateway: "192.168.88.1",
  dns: ["192.168.88.1"],
  reserved: [],
};

export const fast: Storage = {
  name: "fast",
  type: "zfspool",
  size: 400 * gib,
  content: ["images", "rootdir"],
  nodes: ["forge"],
  pool: "fast",
  shared: false,
};

export const local: Storage = {
  name: "local",
  type: "dir",
  size: 66 * gib,
  content: ["iso", "vztmpl", "snippets", "import"],
  nodes: ["forge"],
  path: "/var/lib/vz",
  shared: false,
};

export const release: Release = {
  image: "alma9-k3s-optimized",
  version: "v1.0.0",
  template: { id: 9001, name: "alma9.8-k3-node-amd64-v1.35.6-k3s1-v1.0.0", node: "forge", storage: "fast" },
  disk: 20 * gib,
  k3s: "v1.35.6+k3s1",
  digest: "sha256:00",
};

export const image: Image = {
  name: "alma9-k3s-optimized",
  os: { name: "alma", version: "9.8" },
  arch: "amd64",
  firmware: "uefi",
  machine: "q35",
  cpuLevel: "x86-64-v2",
  disk: 20 * gib,
  guarantees: { agent: true, cloudInit: true, python: true, sudo: true },
  k3s: "v1.35.6+k3s1",
  releases: [release],
  recipe: anyRecipe,
  channels: { stable: "v1.0.0", promotions: [] },
};

/** A plain machine; `change` says what is special about it. */
export function guest(change: Partial<Machine> = {}): Machine {
  const name = change.name ?? "gitea";
  return {
    kind: "vm",
    name,
    id: 214,
    node: forge,
    image,
    release,
    follows: "release",
    cores: 2,
    memory: 2 * gib,
    disk: 20 * gib,
    storage: fast,
    network: lan,
    address: "192.168.88.64",
    mac: "BC:24:11:5A:00:D6",
    tags: ["git", "strata"],
    protect: false,
    file: `personas/home/${name}.yaml`,
    ...change,
  };
}

export function lab(guests: readonly Guest[]): Lab {
  return { site, nodes: [forge], networks: [lan], storages: [fast, local], images: [image], guests, placeholders: [] };
}
