import { behindStable } from "../behind.ts";
import type { Lab } from "../lab.ts";

/** A machine that names its release while a newer one is stable. */
export interface PinnedBehind {
  readonly guest: string;
  readonly image: string;
  readonly release: string;
  readonly stable: string;
  /** How many releases it is behind. */
  readonly by: number;
}

/** Whether the machine of a stack names a release that stable has left behind; reported only, since its disk holds data. */
export function pinnedBehind({ guests }: Lab, stack: string): PinnedBehind | undefined {
  const guest = guests.find(({ name }) => name === stack);
  if (!guest || guest.kind === "lxc" || guest.follows !== "release") return undefined;
  const { name, image, release } = guest;
  const { stable } = image.channels;
  const by = behindStable(image, release.version);
  if (stable === undefined || by === 0) return undefined;
  return { guest: name, image: image.name, release: release.version, stable, by };
}

/** One line, with what moves it. */
export function behindInWords({ guest, image, release, stable, by }: PinnedBehind): string {
  return `${guest} keeps ${image} ${release}, behind by ${by} (stable ${stable}); \`strata rebuild ${guest} --to stable\` moves it`;
}
