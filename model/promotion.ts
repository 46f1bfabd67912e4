import { byVersion } from "./behind.ts";
import { didYouMeanOrThereIs } from "./did-you-mean.ts";
import { exitCodes, StrataError } from "./exit.ts";
import type { Channels, Image, Promotion, Release } from "./lab.ts";

export type Channel = Promotion["channel"];

/** What the stack `images` says that it made of an image. */
export interface MadeRelease {
  readonly version: string;
  readonly digest: string;
}

/** A channel that is to be moved forward. */
export interface Forward {
  readonly channel: Channel;
  readonly version: string;
  /** What stands in the outputs of `images`, where it was applied. */
  readonly made?: MadeRelease | undefined;
  /** UTC, such as `2026-11-21T17:00:00Z`. */
  readonly at: string;
}

/**
 * The move of a channel to a release; undefined where it points there already.
 *
 * @throws StrataError 1 for a release that is not there, 3 for one that is retired, not proven, older than what the channel
 * holds, or another disk than the one that was made or proven, and for a stable one that was no candidate before
 */
export function forward(image: Image, { channel, version, made, at }: Forward): Promotion | undefined {
  const release = inService(image, version);
  const refused = (why: string) => refusal(image, `${version} ${why}`);
  if (made?.version === version && made.digest !== release.digest)
    throw refused(
      `is ${release.digest} in its release file and ${made.digest} in the outputs of images; \`strata plan images\` tells what differs`,
    );
  if (release.tested === undefined)
    throw refused(`has not passed its boot test; \`strata image test ${image.name} ${version}\` boots a clone of it`);
  if (release.tested.digest !== release.digest)
    throw refused(
      `was tested as ${release.tested.digest} and is ${release.digest} now; \`strata image test ${image.name} ${version}\` tests that`,
    );
  const from = image.channels[channel];
  if (from === version) return undefined;
  if (from !== undefined && byVersion(version, from) < 0)
    throw refused(
      `is older than ${from}, which ${channel} holds; \`strata promote ${image.name} --to ${channel} --rollback\` goes back`,
    );
  if (channel === "stable" && !trail(image.channels, "candidate").includes(version))
    throw refused(
      `is no candidate, or was taken back; \`strata promote ${image.name} --to candidate --release ${version}\` first`,
    );
  return { channel, to: version, from, digest: release.digest, at };
}

/**
 * The move of a channel back to what it held before; done again it goes back another step, never forward.
 *
 * @throws StrataError 3 where it held nothing before, or what it held is no longer in service
 */
export function back(image: Image, channel: Channel, at: string): Promotion {
  const held = trail(image.channels, channel);
  const [before, from] = [held.at(-2), held.at(-1)];
  if (before === undefined)
    throw refusal(image, `${channel} held nothing before ${from ?? "now"}; nothing to go back to`);
  return { channel, to: before, from, digest: inService(image, before).digest, at };
}

/** What a channel held, the oldest first and the present one last; a step back takes away what it left. */
export function trail(channels: Channels, channel: Channel): readonly string[] {
  const moves = channels.promotions.filter((promotion) => promotion.channel === channel).toReversed();
  const held = moves.reduce<readonly string[]>((path, { from, to }) => {
    const known = path.length > 0 || from === undefined ? path : [from];
    const before = known.indexOf(to);
    return before === -1 ? [...known, to] : known.slice(0, before + 1);
  }, []);
  const now = channels[channel];
  // A pointer that was moved by hand left no record.
  return now === undefined || held.at(-1) === now ? held : [...held, now];
}

function inService(image: Image, version: string): Release {
  const found = image.releases.find((release) => release.version === version);
  if (found === undefined) {
    const hint = didYouMeanOrThereIs(version, new Set(image.releases.map((release) => release.version)));
    const message = `${image.name} has no release ${version} with a template on this site${hint}`;
    throw new StrataError(exitCodes.wrongInput, message);
  }
  if (found.retired !== undefined)
    throw refusal(image, `${version} was retired on ${found.retired.slice(0, 10)}; build it anew as a newer release`);
  return found;
}

function refusal({ name }: Image, why: string): StrataError {
  return new StrataError(exitCodes.refused, `${name}: ${why}`);
}
