import { formatSize, GiB, MiB } from "../bytes.ts";
import type { Lab, Release } from "../lab.ts";
import type { Difference, Shown } from "./difference.ts";

/** What an operator calls an attribute, and how its values read. */
interface Word {
  readonly name: string;
  readonly value?: (value: unknown) => string;
}

const sizeIn = (unit: number) => (value: unknown) =>
  typeof value === "number" ? formatSize(value * unit) : String(value);
const mebibytes = sizeIn(MiB);
const gibibytes = sizeIn(GiB);
const yesOrNo = (value: unknown) => (value === true ? "yes" : "no");

/** Attributes of virtual machines and containers that a persona decides; the rest keep the provider's path. */
const words: Readonly<Record<string, Word>> = {
  "agent.enabled": { name: "guest agent", value: yesOrNo },
  "agent.timeout": { name: "patience with the guest agent" },
  bios: { name: "firmware" },
  "cpu.cores": { name: "cores" },
  "cpu.sockets": { name: "sockets" },
  "cpu.type": { name: "CPU type" },
  "disk.datastore_id": { name: "storage" },
  "disk.size": { name: "disk", value: gibibytes },
  "initialization.dns.domain": { name: "DNS domain" },
  "initialization.dns.servers": { name: "DNS servers" },
  "initialization.hostname": { name: "hostname" },
  "initialization.ip_config.ipv4.address": { name: "address" },
  "initialization.ip_config.ipv4.gateway": { name: "gateway" },
  "initialization.user_account.keys": { name: "SSH keys" },
  "initialization.user_account.username": { name: "login" },
  "initialization.user_data_file_id": { name: "user data" },
  "memory.dedicated": { name: "memory", value: mebibytes },
  "memory.floating": { name: "least memory", value: mebibytes },
  "memory.swap": { name: "swap", value: mebibytes },
  "network_device.bridge": { name: "bridge" },
  "network_device.mac_address": { name: "MAC" },
  "network_device.vlan_id": { name: "VLAN" },
  "network_interface.bridge": { name: "bridge" },
  "network_interface.vlan_id": { name: "VLAN" },
  node_name: { name: "node" },
  on_boot: { name: "starts with the node", value: yesOrNo },
  "operating_system.template_file_id": { name: "OS template" },
  protection: { name: "protection", value: yesOrNo },
  scsi_hardware: { name: "SCSI controller" },
  start_on_boot: { name: "starts with the node", value: yesOrNo },
  started: { name: "running", value: yesOrNo },
  vm_id: { name: "VMID" },
};

/** Longest value that is worth a place in a line. */
export const longest = 60;

/** One attribute's change in words: `memory 24GiB → 20GiB`, `tags +automation`, `description changed`. */
export function changeInWords({ path, from, to }: Difference): string {
  const name = words[path]?.name ?? path;
  if ("hidden" in to && to.hidden === "known after apply") return `${name} known after apply`;
  if ("hidden" in from || "hidden" in to) return `${name} changed (sensitive)`;
  if (isPlainList(from.value) && isPlainList(to.value)) return listInWords(name, from.value, to.value);
  if (isBlock(from.value) || isBlock(to.value)) return blockInWords(name, from.value, to.value);
  const [before, after] = [valueInWords(path, from.value), valueInWords(path, to.value)];
  return [before, after].some((value) => value.length > longest || value.includes("\n"))
    ? `${name} changed`
    : `${name} ${before} → ${after}`;
}

/** What forces a replacement: the provider's own name of the attribute and its values, and what they stand for. */
export function forcedInWords({ path, from, to }: Difference, lab: Lab): string {
  const plain = `${path}  ${rawInWords(from)} → ${rawInWords(to)}`;
  if (path !== "clone.vm_id" || !("value" in from) || !("value" in to)) return plain;
  const [old, young] = [releaseOf(from.value, lab), releaseOf(to.value, lab)];
  return young === undefined ? plain : `${plain}   ${releasesInWords(old, young)}`;
}

/** A value as a line shows it. */
export function valueInWords(path: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "none";
  const written = words[path]?.value?.(value);
  if (written !== undefined) return written;
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(String).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The release that a template was made from, as committed. */
export function releaseOf(template: unknown, lab: Lab): Release | undefined {
  return lab.images.flatMap((image) => image.releases).find((release) => release.template.id === Number(template));
}

function releasesInWords(old: Release | undefined, young: Release): string {
  if (old === undefined) return `now ${young.image} ${young.version}`;
  const k3s = old.k3s && young.k3s && old.k3s !== young.k3s ? ` (k3s ${short(old.k3s)} → ${short(young.k3s)})` : "";
  return old.image === young.image
    ? `${young.image} ${old.version} → ${young.version}${k3s}`
    : `${old.image} ${old.version} → ${young.image} ${young.version}${k3s}`;
}

/** `v1.35.6+k3s1` as `v1.35.6`: the packaging number says nothing in a sentence. */
function short(k3s: string): string {
  return k3s.replace(/\+.*/, "");
}

function rawInWords(shown: Shown): string {
  if ("hidden" in shown) return `(${shown.hidden})`;
  const text = valueInWords("", shown.value);
  return text.length > longest || text.includes("\n") ? "(long)" : text;
}

function isPlainList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.every((item) => typeof item !== "object");
}

function isBlock(value: unknown): boolean {
  return typeof value === "object" && value !== null && !isPlainList(value);
}

function listInWords(name: string, before: readonly unknown[], after: readonly unknown[]): string {
  const added = after.filter((item) => !before.includes(item)).map((item) => `+${String(item)}`);
  const removed = before.filter((item) => !after.includes(item)).map((item) => `-${String(item)}`);
  const changes = [...added, ...removed];
  if (changes.length === 0) return `${name} in another order`;
  return changes.some((change) => change.length > longest) ? `${name} changed` : `${name} ${changes.join(" ")}`;
}

function blockInWords(name: string, before: unknown, after: unknown): string {
  const label = (block: unknown) => {
    const { interface: slot, path } = { ...(Array.isArray(block) ? block[0] : block) };
    return [name, slot ?? path].filter((part) => typeof part === "string").join(" ");
  };
  if (!isBlock(before)) return `${label(after)} added`;
  return isBlock(after) ? `${name} changed` : `${label(before)} removed`;
}
