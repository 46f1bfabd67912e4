/** Times and sizes as vzdump writes them, and the notes of a backup. Source: PVE::VZDump. */
import { type Cluster, factsOf } from "../cluster.ts";
import type { Guest } from "../guests/guest.ts";

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** `2026-01-31 02:30:00` */
export const dateTime = (seconds: number): string => iso(seconds).replace("T", " ").slice(0, 19);

/** `2026_01_31-02_30_00` */
export const fileTime = (seconds: number): string => dateTime(seconds).replaceAll(/[-:]/g, "_").replace(" ", "-");

/** `2026-01-31T02:30:00Z` */
export const snapshotTime = (seconds: number): string => `${iso(seconds).slice(0, 19)}Z`;

/** `01:02:03` */
export function duration(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** `512KB`, `3MB`, `1.25GB` */
export function fileSize(bytes: number): string {
  const kib = bytes / 1024;
  if (kib < 1024) return `${Math.floor(kib)}KB`;
  if (kib < 1024 ** 2) return `${Math.floor(kib / 1024)}MB`;
  const gib = kib / 1024 ** 2;
  return gib < 1024 ? `${gib.toFixed(2)}GB` : `${(gib / 1024).toFixed(2)}TB`;
}

/** `1.2 GiB` */
export function bytesText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

/** Fills a template: `{{guestname}} on {{node}}\nnightly`. */
export function notesOf(cluster: Cluster, { vmid, node, config }: Guest, template: string): string {
  const known: Readonly<Record<string, string>> = {
    cluster: factsOf(cluster).name || "standalone node",
    guestname: String(config.name ?? config.hostname ?? `VM ${vmid}`),
    node,
    vmid: String(vmid),
  };
  return template
    .replaceAll(/\\(.)/g, (_, letter: string) => (letter === "n" ? "\n" : letter))
    .replaceAll(/\{\{(\w+)\}\}/g, (text, name: string) => known[name] ?? text);
}
