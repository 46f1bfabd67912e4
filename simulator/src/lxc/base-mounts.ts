/** Turns a container's volumes into bases of linked clones. Source: template_create of PVE::LXC. */
import type { Cluster } from "../cluster.ts";
import type { Config } from "../guests/guest.ts";
import { refusal } from "../kernel/error.ts";
import { findVolume } from "../storage/access.ts";
import { hasFeature } from "../storage/features.ts";
import { makeBase } from "../storage/images.ts";
import { mountsOf, printMount } from "./mounts.ts";

/** @returns the options that name them. @throws 500 where the storage has no bases */
export function baseMounts(cluster: Cluster, node: string, config: Config): Record<string, string> {
  const volumes = mountsOf(config).map(([name, mount]) => {
    const volume = findVolume(cluster, node, mount.volume);
    if (!volume || !hasFeature(cluster, volume, "template")) {
      throw refusal(`Template feature is not available for '${mount.volume}'`);
    }
    return [name, mount, volume] as const;
  });
  return Object.fromEntries(
    volumes.map(([name, mount, volume]) => [
      name,
      printMount(name, { ...mount, volume: makeBase(cluster, node, volume).volid }),
    ]),
  );
}
