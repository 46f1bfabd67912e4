/** What a backup of a guest holds beside its bytes, so that it can be restored. */
import type { Cluster } from "../cluster.ts";
import { firewallText } from "../firewall/files.ts";
import { findVolume } from "../storage/access.ts";
import type { ImageTraits, WrittenFiles } from "../storage/slices.ts";
import type { Config, Guest } from "./guest.ts";

/** One disk or file system of a backup. */
export interface ArchivedVolume {
  /** Bytes. */
  readonly size: number;
  /** Bytes that were in use. */
  readonly used: number;
  readonly image?: ImageTraits;
  readonly written?: WrittenFiles;
  /** SHA-256 of the bytes it was made of. */
  readonly sha256?: string;
}

export interface GuestArchive {
  readonly kind: Guest["kind"];
  readonly vmid: number;
  /** Without lock, snapshots and what is unused. */
  readonly config: Config;
  /** Its firewall's file, where it has one. */
  readonly firewall?: string;
  /** By the option that names the volume: `scsi0`, `rootfs`. */
  readonly volumes: Readonly<Record<string, ArchivedVolume>>;
}

/** @param volumes what the backup takes, as pairs of option and volid */
export function archiveOf(
  cluster: Cluster,
  guest: Guest,
  volumes: readonly (readonly [name: string, volid: string])[],
): GuestArchive {
  const { lock: _, parent: __, ...config } = guest.config;
  const firewall = firewallText(cluster, guest.vmid);
  return {
    kind: guest.kind,
    vmid: guest.vmid,
    config: Object.fromEntries(Object.entries(config).filter(([name]) => !/^unused\d+$/.test(name))),
    ...(firewall !== undefined && { firewall }),
    volumes: Object.fromEntries(
      volumes.flatMap(([name, volid]) => {
        const volume = findVolume(cluster, guest.node, volid);
        if (!volume) return [];
        const { size, used, image, sha256, written } = volume;
        const content = {
          ...(image && { image }),
          ...(sha256 !== undefined && { sha256 }),
          ...(written && { written }),
        };
        return [[name, { size, used, ...content }]];
      }),
    ),
  };
}
