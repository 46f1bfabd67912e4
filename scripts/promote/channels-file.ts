import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isSeq, parseDocument } from "yaml";
import type { Promotion } from "../../model/lab.ts";

const header = "# yaml-language-server: $schema=../../schemas/channels.json\n";

/** Path of an image's channels, from the lab's root. */
export function channelsPath(image: string): string {
  return `images/${image}/channels.yaml`;
}

/** What stands in the file; of one that is not there yet, nothing. */
export function readChannelsFile(root: string, image: string): string {
  const path = join(root, channelsPath(image));
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** Moves the pointer and records the move as the first of `promotions`; comments and the rest of the file stay. */
export function withPromotion(text: string, { channel, to, from, digest, at }: Promotion): string {
  const document = parseDocument(text === "" ? `${header}${channel}: ${to}\n` : text);
  document.set(channel, to);
  const move = document.createNode({ channel, to, ...(from !== undefined && { from }), digest, at }, { flow: true });
  const moves = document.get("promotions");
  if (isSeq(moves)) moves.items.unshift(move);
  else document.set("promotions", document.createNode([move]));
  return document.toString({ lineWidth: 0 });
}
