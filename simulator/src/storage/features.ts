/** What can be done with a volume, by the type of its storage and its format. Source: volume_has_feature of the plugins of pve-storage. */
import type { Cluster } from "../cluster.ts";
import { storageNamed } from "./access.ts";
import type { StorageType, Volume } from "./slices.ts";
import { parseVolumeName, splitVolid } from "./volume-name.ts";

export type Feature = "snapshot" | "clone" | "copy" | "template" | "rename";

/** A base image, an ordinary one, or one of its snapshots. */
type State = "base" | "current" | "snap";
/** Formats that have the feature in that state; `true` for all. */
type Able = Readonly<Partial<Record<State, true | readonly string[]>>>;
type Features = Readonly<Partial<Record<Feature, Able>>>;

const images = ["raw", "qcow2", "vmdk"] as const;
const files: Features = {
  snapshot: { current: ["qcow2"], snap: ["qcow2"] },
  clone: { base: images },
  copy: { base: images, current: images, snap: ["qcow2"] },
  template: { current: [...images, "subvol"] },
  rename: { current: images },
};

const features: Readonly<Record<StorageType, Features>> = {
  dir: files,
  nfs: files,
  cifs: files,
  btrfs: {
    ...files,
    snapshot: { current: ["qcow2", "raw", "subvol"], snap: ["qcow2", "raw", "subvol"] },
    clone: { base: [...images, "subvol"], current: ["raw"], snap: ["raw"] },
  },
  lvm: { copy: { base: ["raw", "qcow2"], current: ["raw", "qcow2"] }, rename: { current: ["raw", "qcow2"] } },
  lvmthin: {
    snapshot: { current: true },
    clone: { base: true, snap: true },
    copy: { base: true, current: true, snap: true },
    template: { current: true },
    rename: { current: true },
  },
  zfspool: {
    snapshot: { current: true, snap: true },
    clone: { base: true },
    copy: { base: true, current: true },
    template: { current: true },
    rename: { current: true },
  },
  pbs: {},
};

export interface FeatureQuestion {
  /** Asks for the snapshot of that name instead of the volume as it is. */
  readonly snapshot?: string | undefined;
  /** A container's file system, whose linked clone cannot be a qcow2 file. */
  readonly container?: boolean;
}

export function hasFeature(
  cluster: Cluster,
  volume: Volume,
  feature: Feature,
  { snapshot, container = false }: FeatureQuestion = {},
): boolean {
  const storage = storageNamed(cluster, volume.storage);
  if (feature === "clone" && container && features[storage.type] === files) return false;
  const { name } = parseVolumeName(storage, splitVolid(volume.volid)?.name ?? "");
  const state = snapshot !== undefined ? "snap" : name.startsWith("base") ? "base" : "current";
  const able = features[storage.type][feature]?.[state];
  return able === true || able?.includes(volume.format) === true;
}
