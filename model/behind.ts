import type { Image } from "./lab.ts";

/** Order of releases: `v1.9.0` before `v1.10.0`. */
export function byVersion(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

/** Releases of an image that are in service on this site, the oldest first, each once however many nodes have it. */
export function releasesInService({ releases }: Pick<Image, "releases">): string[] {
  const versions = releases.filter(({ retired }) => retired === undefined).map(({ version }) => version);
  return [...new Set(versions)].sort(byVersion);
}

/** How many releases a guest is behind what is stable. A canary that is ahead of it is behind by none. */
export function behindStable(image: Pick<Image, "releases" | "channels">, version: string): number {
  const { stable } = image.channels;
  if (stable === undefined) return 0;
  return releasesInService(image).filter((other) => byVersion(other, version) > 0 && byVersion(other, stable) <= 0)
    .length;
}
