import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const checkout = fileURLToPath(new URL("../../..", import.meta.url));
export const strataProgram = join(checkout, "scripts/strata.mjs");

/** Node of the first part of a lab, with its storage; another one is laid beside it. */
export interface LabNode {
  readonly name: string;
  readonly address: string;
  /** ZFS pool on it, and the storage of that name. */
  readonly pool: string;
}

export const asus: LabNode = { name: "asus", address: "192.168.88.10", pool: "tank" };
export const forge: LabNode = { name: "forge", address: "192.168.88.11", pool: "fast" };

/** Text of the `site.yaml` of a small lab. @param key one `ssh-ed25519 …` line */
export function siteFile(nodes: readonly LabNode[], key: string): string {
  return `site: home
proxmox:
  endpoint: https://192.168.88.10:8006
  cluster: homelab
  version: ">=9.1 <10"
  fingerprint: "${Array(32).fill("AB").join(":")}"
domain: home.arpa
networks:
  lan: { bridge: vmbr0, subnet: 192.168.88.0/24, gateway: 192.168.88.1, dns: [192.168.88.1] }
nodes:
${nodes.map(nodeLines).join("")}storages:
  local: { type: dir, path: /var/lib/vz, size: 60GiB, content: [iso, vztmpl, snippets, import] }
${nodes.map(storageLine).join("")}ids: { vm: 200-299, ct: 100-199, template: 9000-9099 }
access:
  user: strata@pve
  ssh: { user: strata, key: ~/.ssh/id_ed25519 }
  root: { key: ~/.ssh/pve-root }
login: ops
keys: [${key}]
`;
}

const nodeLines = ({ name, address }: LabNode) => `  ${name}:
    address: ${address}
    cpu: { cores: 4, level: x86-64-v3 }
    memory: { total: 32GiB, reserve: 2GiB, arc: 2GiB }
`;

const storageLine = ({ name, pool }: LabNode) =>
  `  ${pool}: { type: zfspool, pool: ${pool}, size: 400GiB, content: [images, rootdir], nodes: [${name}] }\n`;

/** Text of the `cdktf.json` of a lab outside the checkout. */
export function cdktfFile(): string {
  const settings = JSON.parse(readFileSync(join(checkout, "cdktf.json"), "utf8"));
  return JSON.stringify({ ...settings, app: `node "${join(checkout, "toolchain/run.mjs")}" main.ts` });
}

/** Words that run the real cdktf-cli, in a shell that was told what `strata env` prints. */
export function cdktfWords(words: readonly string[]): string[] {
  const shell = `eval "$("$0" "$1" env)"; shift; exec "$0" "$@"`;
  const cdktf = join(checkout, "node_modules/.bin/cdktf");
  return ["bash", "-c", shell, process.execPath, strataProgram, cdktf, ...words];
}
