import { behindStable } from "./behind.ts";
import type { Image, Lab, Machine, Promotion } from "./lab.ts";

/** What the move of a channel means for a machine of this site. */
export interface Follower {
  readonly guest: string;
  readonly id: number;
  /** The release it is made from now. */
  readonly version: string;
  /** It follows the channel: its next apply replaces it. */
  readonly replaced: boolean;
  /** How many releases it will be behind stable. */
  readonly behind: number;
}

/** The machines that a move of a channel replaces, and those that it leaves behind because they name their release. */
export function followers(lab: Lab, image: Image, { channel, to }: Promotion): Follower[] {
  const moved: Image = { ...image, channels: { ...image.channels, [channel]: to } };
  return lab.guests
    .filter((guest): guest is Machine => guest.kind !== "lxc" && guest.image.name === image.name)
    .map(({ name, id, release: { version }, follows }) => ({
      guest: name,
      id,
      version,
      replaced: follows === channel && version !== to,
      behind: follows === "release" ? behindStable(moved, version) : 0,
    }))
    .filter(({ replaced, behind }) => replaced || behind > 0);
}
