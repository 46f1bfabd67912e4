/** Makes a container from an OS template: its file systems, its files, what its system is. */
import type { Cluster } from "../cluster.ts";
import { copySeconds } from "../guests/copy.ts";
import type { Config } from "../guests/guest.ts";
import { volumeNamed } from "../storage/access.ts";
import { fillImage, freeVolume } from "../storage/images.ts";
import type { Volume } from "../storage/slices.ts";
import { say, takes, type Work } from "../tasks/work.ts";
import { mountsOf } from "./mounts.ts";
import type { NewContainer } from "./new-container.ts";
import { imageConfig, withImage } from "./oci-image.ts";
import { systemIn, unpackedSize } from "./os-template.ts";
import { settleMount } from "./volumes.ts";

/** GiB of a root that nobody gave a size. */
const usualRoot = 4;

/** @param made is filled with what is to be freed should something fail later */
export function* buildContainer(cluster: Cluster, plan: NewContainer, template: string, made: Volume[]): Work<Config> {
  const archive = volumeNamed(cluster, plan.node, template);
  const file = template.replace(/^.*\//, "");
  const wanted = Object.keys(plan.mounts).length > 0 ? plan.mounts : { rootfs: `${plan.storage}:${usualRoot}` };
  const mounts = yield* makeFileSystems(cluster, plan, wanted, made);
  const size = unpackedSize(archive.size);
  const image = imageConfig(cluster, archive);
  yield* say(image ? "Detected OCI archive" : `extracting archive '${file}'`);
  if (made[0]) fillImage(cluster, plan.node, made[0], size);
  yield* takes(copySeconds(size));
  if (!image) yield* say(`Total bytes read: ${size}`);
  const config = image ? yield* withImage(plan.config, image) : plan.config;
  const found = systemIn(template);
  const { ostype } = config;
  if (ostype !== undefined && ostype !== "unmanaged" && found.ostype !== "unmanaged" && ostype !== found.ostype) {
    yield* say(`got unexpected ostype (${found.ostype} != ${ostype})`);
  }
  if (config.arch === undefined) yield* say(`Detected container architecture: ${found.arch}`);
  const known = ostype === "unmanaged" || found.ostype === "unmanaged" ? (ostype ?? "unmanaged") : found.ostype;
  return completed(plan.vmid, { ...config, ...mounts, arch: config.arch ?? found.arch, ostype: known });
}

/** Makes the volumes that are asked for, and frees them again when one cannot be made. */
export function* makeFileSystems(
  cluster: Cluster,
  at: { readonly node: string; readonly vmid: number },
  wanted: Readonly<Record<string, string>>,
  made: Volume[],
): Work<Record<string, string>> {
  const mounts: Record<string, string> = {};
  for (const [name] of mountsOf(wanted)) {
    const settled = settleMount(cluster, at, name, wanted[name] ?? "");
    mounts[name] = settled.text;
    if (!settled.made) continue;
    made.push(settled.made);
    yield* say(`${name}: created volume '${settled.made.volid}'`);
    yield* takes(0.3);
  }
  return mounts;
}

/** What Proxmox sets where nobody did. */
export const completed = (vmid: number, config: Config): Config => ({
  ...config,
  hostname: config.hostname ?? `CT${vmid}`,
  memory: config.memory || 512,
  swap: config.swap ?? 512,
});

export function freeAll(cluster: Cluster, made: readonly Volume[]): void {
  for (const volume of made) freeVolume(cluster, volume);
}
