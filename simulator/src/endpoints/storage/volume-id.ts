/** A path names a volume with its storage (`local:iso/x.iso`) or without it (`iso/x.iso`). */
import { invalidParameters } from "../../kernel/error.ts";
import { storageId } from "../../schema/common.ts";
import { optional, string } from "../../schema/schema.ts";
import { splitVolid } from "../../storage/volume-name.ts";

/** Parameters of an endpoint below `content/{volume}`. */
export const oneVolume = { storage: optional(storageId()), volume: string() } as const;

/** @throws 400 when the storage is missing, or another than the path's */
export function volidOf({ storage, volume }: { storage?: string | undefined; volume: string }): string {
  if (!volume.includes(":")) {
    if (storage === undefined) throw invalidParameters({ volume: "no storage specified - incomplete volume ID" });
    return `${storage}:${volume}`;
  }
  const split = splitVolid(volume);
  if (!split) throw invalidParameters({ volume: `unable to parse volume ID '${volume}'\n` });
  if (storage !== undefined && split.storage !== storage) {
    throw invalidParameters({ volume: `storage ID mismatch (${split.storage} != ${storage})\n` });
  }
  return volume;
}
