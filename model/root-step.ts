import { createHash } from "node:crypto";
import { type Backups, type Container, type DataMount, type Feature, mountOf } from "./container.ts";
import { type GpuLock, gpuDevices, gpuLock } from "./gpu.ts";
import { type SnapshotFile, snapshotFile } from "./snapshots.ts";

/**
 * What a container asks of its node that Proxmox takes from root alone: bind mounts, devices, and features beyond
 * nesting (PVE::LXC, `check_ct_modify_config_perm`).
 */
export interface RootSettings {
  /** CTID. */
  readonly id: number;
  /** All of them, nesting as well: Proxmox keeps them in one option. */
  readonly features: readonly Feature[];
  readonly mounts: readonly DataMount[];
  /** Device nodes of the node, such as `/dev/nvidia0`. */
  readonly devices: readonly string[];
  /** The GPU behind the devices, and its driver. */
  readonly gpu?: GpuLock;
  /** How its data is snapshotted. */
  readonly snapshots?: SnapshotFile;
  /** Who root inside is on the node: owner of new datasets. */
  readonly owner: number;
}

/** First number that the node's root gives to containers (/etc/subuid of Proxmox). */
const firstSubordinate = 100_000;

/**
 * What root has to set for a container, or undefined where a token is enough.
 *
 * @param backups the site's, whose class says how data is snapshotted
 */
export function rootSettings(container: Container, backups?: Backups): RootSettings | undefined {
  const { id, features, data, unprivileged } = container;
  const gpu = gpuLock(container);
  const snapshots = snapshotFile(container, backups);
  const devices = container.gpu === undefined ? [] : gpuDevices;
  const plain = features.every((feature) => feature === "nesting");
  if (plain && data.length === 0 && devices.length === 0) return undefined;
  return {
    id,
    features,
    mounts: data,
    devices,
    owner: unprivileged ? firstSubordinate : 0,
    ...(gpu && { gpu }),
    ...(snapshots && { snapshots }),
  };
}

/** Names settings shortly: the plan that was reviewed carries it, and the step that runs is held to it. */
export function digestOf(settings: RootSettings): string {
  return createHash("sha256").update(JSON.stringify(settings)).digest("hex").slice(0, 16);
}

/** The container's options as `pct config` shows them, by name. */
export type ContainerOptions = Readonly<Record<string, string>>;

/** What root would change, and what is there that no file speaks of. */
export interface RootChange {
  /** Options for `pct set`, by name. */
  readonly set: ContainerOptions;
  /** Each in words, for a person. */
  readonly words: readonly string[];
  /** Mounts and devices that no file speaks of; they stay. */
  readonly strange: readonly string[];
  /** Mounts that would hide or swap data: nothing is done until a person decided. */
  readonly refused: readonly string[];
}

/** Compares what a container has with what it shall have. Nothing is ever taken away. */
export function rootChange(wanted: RootSettings, found: ContainerOptions): RootChange {
  const mounts = numbered(found, "mp").map(({ name, text }) => ({ name, ...mountIn(text) }));
  const devices = numbered(found, "dev").map(({ name, text }) => ({ name, source: pathIn(text) }));
  const missingMounts = wanted.mounts.filter(({ path }) => !mounts.some((mount) => mount.path === path));
  const missingDevices = wanted.devices.filter((device) => !devices.some(({ source }) => source === device));
  const features = changedFeatures(wanted.features, found.features);
  return {
    set: {
      ...(features.length > 0 && { features: wanted.features.map((feature) => `${feature}=1`).join(",") }),
      ...placed(
        "mp",
        mounts,
        missingMounts.map((mount) => `${mountOf(mount)},mp=${mount.path}`),
      ),
      ...placed(
        "dev",
        devices,
        missingDevices.map((device) => `${device},mode=0666`),
      ),
    },
    words: [
      ...features,
      ...missingMounts.map((mount) => `mount ${mountOf(mount)} at ${mount.path}`),
      ...missingDevices.map((device) => `device ${device}`),
    ],
    strange: [
      ...mounts
        .filter(({ path }) => !wanted.mounts.some((mount) => mount.path === path))
        .map(({ name, source, path }) => `${name}: ${source} at ${path}`),
      ...devices
        .filter(({ source }) => !wanted.devices.includes(source))
        .map(({ name, source }) => `${name}: ${source}`),
    ],
    refused: wanted.mounts.flatMap((mount) => {
      const there = mounts.find(({ path }) => path === mount.path);
      return there && there.source !== mountOf(mount)
        ? [`${there.name} has ${there.source} at ${mount.path}, not ${mountOf(mount)}`]
        : [];
    }),
  };
}

/** Features as `+keyctl` and `-fuse`. */
function changedFeatures(wanted: readonly string[], found = ""): string[] {
  const on = found.split(",").flatMap((word) => (word.endsWith("=1") ? [word.slice(0, -2)] : []));
  return [
    ...wanted.filter((feature) => !on.includes(feature)).map((feature) => `feature +${feature}`),
    ...on.filter((feature) => !wanted.includes(feature as Feature)).map((feature) => `feature -${feature}`),
  ];
}

function numbered(found: ContainerOptions, base: "mp" | "dev"): { name: string; text: string }[] {
  return Object.entries(found)
    .filter(([name]) => new RegExp(`^${base}\\d+$`).test(name))
    .map(([name, text]) => ({ name, text }));
}

/** New entries under the lowest numbers that are free. */
function placed(base: string, there: readonly { readonly name: string }[], texts: readonly string[]): ContainerOptions {
  const taken = new Set(there.map(({ name }) => name));
  const free = Array.from({ length: taken.size + texts.length }, (_, index) => `${base}${index}`);
  const names = free.filter((name) => !taken.has(name));
  return Object.fromEntries(texts.map((text, index) => [names[index] as string, text]));
}

/** `/tank/data/gitea,mp=/var/lib/gitea,ro=1`; the first part may be named `volume=`. */
function mountIn(text: string): { readonly source: string; readonly path: string } {
  const path = text.split(",").find((part) => part.startsWith("mp="));
  return { source: pathIn(text).replace(/^volume=/, ""), path: path?.slice("mp=".length) ?? "" };
}

function pathIn(text: string): string {
  return (text.split(",")[0] ?? "").replace(/^path=/, "");
}
