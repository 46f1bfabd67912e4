import type { Lab, Machine, Node, Site } from "../../../model/lab.ts";
import { anyRecipe } from "../../model/recipe.ts";

const GiB = 2 ** 30;

const node = (name: string, address: string): Node => ({
  name,
  address,
  cores: 8,
  cpuLevel: "x86-64-v3",
  memory: { total: 31 * GiB, reserve: 2 * GiB, arc: 2 * GiB },
  gpus: [],
});

/** A lab of two nodes with one k3s server on the second, as the loader would give it. */
export function lab(site: Partial<Site> = {}, changes: Partial<Lab> = {}): Lab {
  const nodes = [node("asus", "192.168.88.10"), node("forge", "192.168.88.11")];
  const guests = [k3sSingle(nodes[1] as Node)];
  return {
    site: {
      name: "home",
      endpoint: "https://127.0.0.1:1",
      cluster: "homelab",
      version: ">=9.1 <10",
      trust: { fingerprint: "CHANGEME" },
      domain: "home.arpa",
      apiUser: "strata@pve",
      ssh: { user: "strata", key: "~/.ssh/id_ed25519" },
      login: "ops",
      keys: [],
      ids: {
        vm: { first: 200, last: 299 },
        ct: { first: 100, last: 199 },
        template: { first: 9000, last: 9099 },
      },
      ...site,
    },
    nodes,
    networks: guests.map(({ network }) => network),
    storages: guests.map(({ storage }) => storage),
    images: guests.map(({ image }) => image),
    guests,
    placeholders: [],
    ...changes,
  };
}

function k3sSingle(host: Node): Machine {
  const release = {
    image: "alma9-k3s-optimized",
    version: "v1.0.0",
    template: { id: 9001, name: "alma9-k3s", node: "forge", storage: "fast" },
    disk: 20 * GiB,
    digest: `sha256:${"0".repeat(64)}`,
  };
  return {
    kind: "k3s",
    name: "k3s-single",
    id: 210,
    node: host,
    image: {
      name: "alma9-k3s-optimized",
      os: { name: "alma", version: "9.8" },
      arch: "amd64",
      firmware: "uefi",
      machine: "q35",
      cpuLevel: "x86-64-v2",
      disk: 20 * GiB,
      guarantees: { agent: true, cloudInit: true, python: true, sudo: true },
      releases: [release],
      recipe: anyRecipe,
      channels: { stable: "v1.0.0", promotions: [] },
    },
    release,
    follows: "release",
    cores: 4,
    memory: 24 * GiB,
    disk: 60 * GiB,
    storage: { name: "fast", type: "zfspool", size: 400 * GiB, content: ["images"], nodes: ["forge"], shared: false },
    network: {
      name: "lan",
      bridge: "vmbr0",
      subnet: "192.168.88.0/24",
      prefix: 24,
      gateway: "192.168.88.1",
      dns: [],
      reserved: [],
    },
    address: "192.168.88.60",
    mac: "BC:24:11:00:00:D2",
    tags: ["kubernetes"],
    protect: true,
    file: "personas/home/k3s-single.yaml",
  };
}
