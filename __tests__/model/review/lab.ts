import { GiB } from "../../../model/bytes.ts";
import type { Guest, Image, Lab, Network, Node, Release, Storage } from "../../../model/lab.ts";
import { anyRecipe } from "../recipe.ts";

/** The k3s host; the recorded plans say `forge`. */
const forge: Node = {
  name: "forge",
  address: "192.168.88.11",
  cores: 8,
  cpuLevel: "x86-64-v3",
  memory: { total: 31 * GiB, reserve: 2 * GiB, arc: 2 * GiB },
};

function release(version: string, id: number, k3s: string): Release {
  const template = { id, name: `alma9.8-k3-node-amd64-${version}`, node: "forge", storage: "fast" };
  return { image: "alma9-k3s-optimized", version, template, disk: 20 * GiB, k3s, digest: "" };
}

const image: Image = {
  name: "alma9-k3s-optimized",
  os: { name: "alma", version: "9.8" },
  arch: "amd64",
  firmware: "uefi",
  machine: "q35",
  cpuLevel: "x86-64-v2",
  disk: 20 * GiB,
  guarantees: { agent: true, cloudInit: true, python: true, sudo: true },
  releases: [release("v1.0.0", 9001, "v1.35.6+k3s1"), release("v1.1.0", 9002, "v1.36.2+k3s1")],
  recipe: anyRecipe,
  channels: { promotions: [] },
};

const fast: Storage = { name: "fast", type: "zfspool", size: 0, content: ["images"], nodes: ["forge"], shared: false };
const lan: Network = { name: "lan", bridge: "vmbr0", subnet: "192.168.88.0/24", prefix: 24, dns: [], reserved: [] };

const k3sSingle: Guest = {
  kind: "k3s",
  name: "k3s-single",
  id: 210,
  node: forge,
  image,
  release: release("v1.0.0", 9001, "v1.35.6+k3s1"),
  follows: "release",
  cores: 4,
  memory: 24 * GiB,
  disk: 60 * GiB,
  storage: fast,
  network: lan,
  address: "192.168.88.60",
  mac: "",
  tags: [],
  protect: true,
  file: "personas/home/k3s-single.yaml",
};

/** The lab that the recorded plans were made from, with a second release of the image. */
export const lab: Lab = {
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
  nodes: [forge],
  networks: [lan],
  storages: [fast],
  images: [image],
  guests: [k3sSingle],
  placeholders: [],
};
