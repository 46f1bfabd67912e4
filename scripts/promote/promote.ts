import { exitCodes, StrataError } from "../../model/exit.ts";
import { type Follower, followers } from "../../model/followers.ts";
import { imageNamed } from "../../model/image-named.ts";
import type { Image, Promotion } from "../../model/lab.ts";
import { lineDiff } from "../../model/line-diff.ts";
import { loadLab } from "../../model/load.ts";
import { back, type Channel, forward } from "../../model/promotion.ts";
import { writeLabFile } from "../lab-file.ts";
import { channelsPath, readChannelsFile, withPromotion } from "./channels-file.ts";
import { madeRelease } from "./made-release.ts";

/** What a person asked for. */
export interface PromoteRequest {
  readonly root: string;
  readonly site: string;
  readonly image: string;
  readonly channel: Channel;
  /** Default: for candidate what the stack `images` made, for stable what candidate holds. */
  readonly release?: string | undefined;
  /** Move back to what the channel held before. */
  readonly rollback: boolean;
  /** Look only. */
  readonly dryRun: boolean;
}

/** What was moved, or would be. */
export interface Promoted {
  readonly image: string;
  readonly channel: Channel;
  readonly file: string;
  /** None where the channel points there already. */
  readonly move?: Promotion;
  /** Lines that the file loses and gains. */
  readonly diff: readonly string[];
  readonly followers: readonly Follower[];
  readonly written: boolean;
}

/**
 * Moves a channel of an image by a change of its `channels.yaml`; the machines follow when they are applied.
 *
 * @throws StrataError 1 for an unknown image or release, 3 for a move that a guard refuses; then nothing is written
 */
export async function promote(request: PromoteRequest): Promise<Promoted> {
  const { root, site, channel, dryRun } = request;
  const lab = loadLab(root, site);
  const image = imageNamed(lab, request.image);
  const file = channelsPath(image.name);
  const move = await moveOf(request, image);
  if (move === undefined) return { image: image.name, channel, file, diff: [], followers: [], written: false };
  const before = readChannelsFile(root, image.name);
  const after = withPromotion(before, move);
  if (!dryRun) await writeLabFile(root, site, file, after);
  return {
    ...{ image: image.name, channel, file, move, written: !dryRun },
    diff: lineDiff(before, after),
    followers: followers(lab, image, move),
  };
}

async function moveOf({ root, site, channel, release, rollback }: PromoteRequest, image: Image) {
  const at = new Date().toISOString().replace(/\.\d+/, "");
  if (rollback) {
    if (release === undefined) return back(image, channel, at);
    throw new StrataError(
      exitCodes.wrongInput,
      "--rollback goes back to what the channel held before; leave --release out",
    );
  }
  const made = await madeRelease(root, site, image.name);
  const version = release ?? (channel === "stable" ? image.channels.candidate : made?.version);
  if (version !== undefined) return forward(image, { channel, version, made, at });
  const why =
    channel === "stable"
      ? `${image.name} has no candidate; \`strata promote ${image.name} --to candidate\` first`
      : `the stack images has no output ${image.name} yet; \`strata apply images\` makes it, or name a release with --release`;
  throw new StrataError(exitCodes.wrongInput, why);
}
