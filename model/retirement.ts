import { byVersion, releasesInService } from "./behind.ts";
import type { Image, Lab, Release } from "./lab.ts";
import { trail } from "./promotion.ts";

/** Whether a release in service may go, and why not. */
export interface Retirement {
  readonly image: string;
  readonly version: string;
  /** Its templates on this site. */
  readonly templates: readonly Release["template"][];
  /** Why it stays; empty where it may go. */
  readonly kept: readonly string[];
}

/** How many of an image's newest releases always stay. */
const newest = 2;

/**
 * Judges every release that is in service, the oldest first: one goes that no guest uses and no channel names or goes back
 * to, that is none of the newest two, and that stands on no other site.
 *
 * @param elsewhere other sites that have a template of a release
 */
export function retirements(
  lab: Lab,
  elsewhere: (image: string, version: string) => readonly string[],
): readonly Retirement[] {
  return lab.images.flatMap((image) => {
    const versions = releasesInService(image).toSorted(byVersion);
    return versions.map((version) => ({
      image: image.name,
      version,
      templates: image.releases.filter((release) => release.version === version).map(({ template }) => template),
      kept: [
        ...users(lab, image, version),
        ...channelsOf(image, version),
        ...(versions.indexOf(version) >= versions.length - newest ? [`one of the newest ${newest}`] : []),
        ...elsewhere(image.name, version).map((site) => `has a template on site ${site}`),
      ],
    }));
  });
}

function users({ guests }: Lab, image: Image, version: string): string[] {
  return guests.flatMap((guest) =>
    guest.kind !== "lxc" && guest.image.name === image.name && guest.release.version === version
      ? [`used by ${guest.name}`]
      : [],
  );
}

function channelsOf({ channels }: Image, version: string): string[] {
  return (["stable", "candidate"] as const).flatMap((channel) => {
    if (channels[channel] === version) return [channel];
    return trail(channels, channel).at(-2) === version ? [`what ${channel} goes back to`] : [];
  });
}
