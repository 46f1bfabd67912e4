/** How users and groups are taken over from a directory, in the words of a realm's defaults and of a sync. */
import { parseProperties, printProperties } from "../schema/property-string.ts";
import { boolean, choice, type Fields, optional, string } from "../schema/schema.ts";

const vanished = "(?:(?:(?:acl|properties|entry);)*(?:acl|properties|entry))|none";

export const syncOptions = {
  "enable-new": optional(boolean()),
  full: optional(boolean()),
  purge: optional(boolean()),
  "remove-vanished": optional(string({ pattern: vanished })),
  scope: optional(choice("users", "groups", "both")),
} as const satisfies Fields;

/**
 * Sync defaults in today's words: `full` and `purge` were replaced by `remove-vanished`.
 * Source: PVE::API2::Domains, $map_remove_vanished.
 */
export function withoutOldSyncWords(text: string): string {
  const { full, purge, ...options } = parseProperties(syncOptions, text);
  const fromOld = [...(full ? ["entry", "properties"] : []), ...(purge ? ["acl"] : [])].join(";") || undefined;
  return printProperties(syncOptions, { ...options, "remove-vanished": options["remove-vanished"] ?? fromOld });
}
