import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Writes a lab of so many machines on one large node; gives back its folder. Any number up to 8,000 fits. */
export function generatedLab(folder: string, machines: number): string {
  rmSync(folder, { recursive: true, force: true });
  for (const [file, text] of Object.entries({ ...surroundings, ...personas(machines) })) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}

function personas(machines: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: machines }, (_, index) => [`personas/home/machine-${index}.yaml`, persona(index)]),
  );
}

function persona(index: number): string {
  return `# yaml-language-server: $schema=../../schemas/persona.json
kind: vm
id: ${1000 + index}
node: large
image: alma9@v1.0.0
cores: 1
memory: 256MiB
disk: 20GiB
address: 10.0.${2 + Math.floor(index / 200)}.${10 + (index % 200)}
tags: [generated]
`;
}

const surroundings: Record<string, string> = {
  "personas/home/site.yaml": `site: home
proxmox:
  endpoint: https://10.0.0.10:8006
  cluster: homelab
  version: ">=9.1 <10"
  fingerprint: "${Array(32).fill("00").join(":")}"
domain: home.arpa
networks:
  lan: { bridge: vmbr0, subnet: 10.0.0.0/16, gateway: 10.0.0.1, dns: [10.0.0.1] }
nodes:
  large:
    address: 10.0.0.10
    cpu: { cores: 64, level: x86-64-v3 }
    memory: { total: 4TiB, reserve: 2GiB, arc: 4GiB }
storages:
  local: { type: dir, path: /var/lib/vz, size: 66GiB, content: [import] }
  fast: { type: zfspool, pool: fast, size: 1000TiB, content: [images, rootdir] }
ids: { vm: 1000-8999, ct: 100-199, template: 9000-9099 }
access:
  user: strata@pve
  ssh: { user: strata, key: ~/.ssh/id_ed25519 }
login: ops
keys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"A".repeat(43)} operator]
`,
  "images/alma9/image.yaml": `os: { name: alma, version: "9.8" }
arch: amd64
firmware: uefi
machine: q35
cpu: x86-64-v2
disk: 20GiB
base: { url: "https://images.example/9.8/alma.qcow2", sha256: "${"0".repeat(64)}", version: "9.8" }
builders: [cloud-download]
guarantees: [agent, cloud-init, python, sudo]
`,
  "images/alma9/releases/v1.0.0.yaml": `name: alma9-v1.0.0
disk: 20GiB
digest: sha256:${"0".repeat(64)}
templates:
  - { site: home, node: large, storage: fast, id: 9001 }
`,
  "images/alma9/channels.yaml": "stable: v1.0.0\n",
};
