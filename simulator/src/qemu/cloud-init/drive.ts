/** Writes the cloud-init drive of a machine, as Proxmox does before each start. Source: commit_cloudinit_disk of PVE::QemuServer::Cloudinit. */
import type { Cluster } from "../../cluster.ts";
import type { Guest } from "../../guests/guest.ts";
import { isoImage } from "../../iso9660/image.ts";
import { refusal } from "../../kernel/error.ts";
import { findVolume } from "../../storage/access.ts";
import { releaseBytes } from "../../storage/release.ts";
import { volumeKey, volumes } from "../../storage/slices.ts";
import { drivesOf, isCloudInit } from "../drives.ts";
import { driveFiles, formatOf, isWindows } from "./files.ts";

/** Files are kept well below the drive's 4 MiB. */
const most = 3 * 1024 ** 2;

/** @returns whether there was a drive to write @throws 500 for a custom file that is not there, or too much of them */
export function writeCloudInit(cluster: Cluster, guest: Guest): boolean {
  const [, drive] = drivesOf(guest.config).find(([, candidate]) => isCloudInit(candidate)) ?? [];
  const volume = drive && findVolume(cluster, guest.node, drive.file);
  const format = formatOf(guest);
  if (!volume || format === "opennebula" || isWindows(guest.config.ostype)) return false;
  const { label, files } = driveFiles(cluster, guest, format);
  const sum = [...files.values()].reduce((bytes, { length }) => bytes + length, 0);
  if (sum > most) throw refusal("Cloud-Init sum of snippets too big (> 3 MiB)");
  const sha256 = cluster.bytes.keep(isoImage({ label, files, time: new Date(cluster.clock.now()) }));
  cluster.state.table(volumes).put(volumeKey(volume.place, volume.volid), { ...volume, sha256 });
  if (volume.sha256 !== sha256) releaseBytes(cluster, volume.sha256);
  return true;
}
