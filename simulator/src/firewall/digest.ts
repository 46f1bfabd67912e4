/** Fingerprints of what the API shows. Source: copy_opject_with_digest and copy_list_with_digest of PVE::Firewall. */
import { createHash } from "node:crypto";
import { modified } from "../sections/section-file.ts";

const feed = (record: object): string =>
  Object.entries(record)
    .filter(([, value]) => value !== undefined && typeof value !== "object")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value}\n`)
    .join("");

const sha1 = (text: string): string => createHash("sha1").update(text).digest("hex");

export const digestOf = (options: object): string => sha1(feed(options));
export const digestOfList = (list: readonly object[]): string => sha1(list.map(feed).join(""));

/** Each item with the digest of them all. */
export function withDigest<T extends object>(list: readonly T[]): (T & { readonly digest: string })[] {
  const digest = digestOfList(list);
  return list.map((item) => ({ ...item, digest }));
}

/** @throws 500 when a caller saw something else than there is */
export function demandSame(digest: string, seen: string | undefined): void {
  if (seen && seen !== digest) throw modified();
}
