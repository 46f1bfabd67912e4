/** Values that a schema accepts, for tests that fill in the parameters of any endpoint, also of one that comes later. */
import type { Fields, Schema } from "../src/schema/schema.ts";

/** By the parameter's name: things that stand in the tests' cluster, and free names of the same kind. */
const byName: Readonly<Record<string, readonly string[]>> = {
  node: ["pve", "pve2"],
  target: ["pve2", "pve"],
  vmid: ["101", "102", "201", "9000", "500"],
  newid: ["103", "104", "202"],
  storage: ["local-lvm", "local", "tank", "files", "share"],
  targetstorage: ["tank", "1", "files"],
  poolid: ["lab", "spare"],
  pool: ["lab"],
  userid: ["ann@pve", "ben@pve"],
  username: ["ann@pve"],
  tokenid: ["ci"],
  groupid: ["crew"],
  roleid: ["Keeper"],
  realm: ["pve", "office"],
  snapname: ["before", "after"],
  iface: ["vmbr0", "vmbr7", "enp2s0"],
  volume: ["local:iso/debian.iso", "local-lvm:vm-101-disk-0", "local:vztmpl/debian-13-standard_13.1-1_amd64.tar.zst"],
  ostemplate: ["local:vztmpl/debian-13-standard_13.1-1_amd64.tar.zst"],
  upid: ["UPID:pve:0000108B:0001E240:69559080:qmclone:9000:root@pam:"],
  disk: ["scsi0", "scsi1", "rootfs"],
  filename: ["vm-101-disk-7", "debian.iso"],
  path: ["/vms/101", "/pool/lab", "/storage/local"],
  schedule: ["daily", "sat 04:00"],
  zone: ["lab", "lan"],
  vnet: ["green", "blue"],
  subnet: ["lab-10.7.0.0-24", "10.7.0.0/24"],
  controller: ["routers"],
  ipam: ["pve", "others"],
  dns: ["names"],
  fabric: ["main"],
  fabric_id: ["main"],
  node_id: ["pve", "pve2"],
  interfaces: ["name=enp2s0"],
  url: ["http://127.0.0.1:1/none.iso"],
};

/** By the name of the format. */
const byFormat: Readonly<Record<string, readonly string[]>> = {
  address: ["192.168.1.9"],
  IPorCIDR: ["192.168.1.0/24"],
  IPorCIDRorAlias: ["192.168.1.9"],
  CIDR: ["192.168.1.0/24"],
  CIDRv4: ["192.168.1.7/24"],
  CIDRv6: ["fd00::7/64"],
  "dns-name": ["web"],
  "disk-size": ["1G"],
  email: ["ann@example.org"],
  ip: ["192.168.1.9"],
  ipv4: ["192.168.1.7"],
  ipv4mask: ["255.255.255.0"],
  ipv6: ["fd00::7"],
  "mac-addr": ["BC:24:11:00:00:07"],
  "mac-prefix": ["BC:24:11"],
  "prune-backups": ["keep-last=2"],
  "pve-calendar-event": ["daily"],
  "pve-cpuset": ["0-1"],
  "pve-day-of-week": ["sat"],
  "pve-fw-addr-spec": ["192.168.1.0/24"],
  "pve-fw-conntrack-helper": ["ftp"],
  "pve-fw-dport-spec": ["80,443"],
  "pve-fw-icmp-type-spec": ["echo-request"],
  "pve-fw-protocol-spec": ["tcp"],
  "pve-fw-sport-spec": ["1024:65535"],
  "pve-groupid": ["crew"],
  "pve-ipv4-config": ["dhcp"],
  "pve-ipv6-config": ["auto"],
  "pve-lxc-mp-string": ["/data"],
  "pve-node": ["pve"],
  "pve-poolid": ["lab"],
  "pve-priv": ["VM.Audit"],
  "pve-realm": ["office"],
  "pve-replication-job-id": ["101-0"],
  "pve-roleid": ["Keeper"],
  "pve-sdn-bgp-rt": ["65000:7"],
  "pve-sdn-controller-id": ["routers"],
  "pve-sdn-dhcp-range": ["start-address=10.7.0.50,end-address=10.7.0.99"],
  "pve-sdn-fabric-id": ["main"],
  "pve-sdn-isis-net": ["47.0023.0000.0000.0000.0000.0000.0000.1900.0004.00"],
  "pve-startup-order": ["order=1,up=5"],
  "pve-storage-content": ["images", "iso", "backup"],
  "pve-storage-id": ["local-lvm", "local"],
  "pve-storage-path": ["/mnt/lab"],
  "pve-storage-vgname": ["lab"],
  "pve-tag": ["lab"],
  "pve-tokenid": ["ann@pve!ci"],
  "pve-userid": ["ann@pve"],
  "pve-vlan-id-or-range": ["7"],
  "pve-vmid": ["101"],
  "pve-volume-id": ["local:iso/debian.iso", "local-lvm:vm-101-disk-0"],
  "pve-volume-id-or-qm-path": ["local-lvm:1"],
  "pve-lxc-volume": ["local-lvm:1"],
  "storage-pair": ["tank"],
  urlencoded: ["ssh-ed25519%20AAAA"],
};

/** Texts that satisfy most patterns of Proxmox between them. */
const plain = ["lab", "7", "1", "a=b", "0:30", "none", "AA:BB", "now", "/dev/ttyS0", "10G", "101-0", "0000:01:00.0"];

const wholeMatch = (pattern: string, text: string): boolean =>
  new RegExp(`^(?:${pattern.replaceAll(/\(\?\^?[a-z]*:/g, "(?:")})$`).test(text);

/** Some values that a parameter takes, best first; never empty. */
export function wordsFor(name: string, schema: Schema): readonly string[] {
  if (schema.enum) return schema.enum;
  if (schema.type === "boolean") return ["1", "0"];
  if (schema.type === "array") return wordsFor(name, schema.items ?? { type: "string" });
  if (typeof schema.format === "object") return [propertiesFor(schema.format)];
  const known = byName[name] ?? byFormat[schema.format?.replace(/-(list|opt)$/, "") ?? ""];
  if (known && schema.type !== "integer" && schema.type !== "number") return fitting(schema, known);
  if (schema.type === "integer" || schema.type === "number") return numbersFor(schema, known);
  return fitting(schema, plain);
}

/** The required keys of a property string, or its first one. */
function propertiesFor(fields: Fields): string {
  const usable = Object.entries(fields).filter(([, schema]) => !schema.alias);
  const required = usable.filter(([, schema]) => !schema.optional);
  return (required.length > 0 ? required : usable.slice(0, 1))
    .map(([key, schema]) => `${key}=${wordsFor(key, schema)[0]}`)
    .join(",");
}

function fitting(schema: Schema, words: readonly string[]): readonly string[] {
  const fits = words
    .map((word) => word.padEnd(schema.minLength ?? 0, "x").slice(0, schema.maxLength))
    .filter((word) => schema.pattern === undefined || wholeMatch(schema.pattern, word));
  return fits.length > 0 ? fits : words.slice(0, 1);
}

function numbersFor({ minimum, maximum }: Schema, known: readonly string[] | undefined): readonly string[] {
  const low = minimum ?? 1;
  return known ?? [...new Set([low, low + 1, Math.min(maximum ?? low + 8, low + 8)])].map(String);
}
