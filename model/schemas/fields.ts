import * as z from "zod";
import { isAddress, parseRange, parseSubnet, toAddress } from "../addresses.ts";
import { parseSize, sizePattern } from "../bytes.ts";

/**
 * Text of one form. `complaint` says what is wrong with an input, as the end of a sentence that begins with the key
 * and the value: `memory 24` + ` has no unit; write 24GiB`.
 */
function written(form: RegExp, complaint: (input: unknown) => string) {
  const error = ({ input }: { input?: unknown }) => (input == null ? undefined : complaint(input));
  return z.string({ error }).regex(form, { error, abort: true });
}

/** A size with its unit, as bytes. */
export const size = written(sizePattern, (input) => {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt])?/i.exec(String(input)) ?? [];
  if (amount === undefined) return "is no size; write a number and a unit, such as 24GiB";
  if (unit) return `is no size; did you mean ${amount}${unit.toUpperCase()}iB?`;
  return `has no unit; write ${amount}GiB or ${amount}MiB`;
})
  .transform((text) => parseSize(text) ?? 0)
  .refine((bytes) => bytes > 0, { error: "must be more than nothing" });

/** Memory or a disk of a guest: Proxmox counts them in whole MiB and whole GiB. */
export function wholeSize(unit: "MiB" | "GiB") {
  const bytes = unit === "MiB" ? 2 ** 20 : 2 ** 30;
  return size.refine((value) => value % bytes === 0, {
    error: `must be a whole number of ${unit}, as Proxmox counts it`,
  });
}

/** Memory of a guest, of which bpg/proxmox 0.111.1 takes no less (`mkMemoryDedicated` of its container and its vm). @param least MiB */
export function memoryFrom(least: number) {
  const MiB = 2 ** 20;
  // What is nothing, or no whole MiB, has its own line.
  return wholeSize("MiB").refine((value) => value === 0 || value % MiB !== 0 || value >= least * MiB, {
    error: `must be ${least}MiB or more`,
  });
}

/** A DNS label (RFC 1123 §2.1), in lower case. */
export const label = written(
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
  () => "is no name; use lower case letters, digits and inner hyphens, at most 63",
);

export const domain = written(
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/,
  () => "is no domain name; write one such as home.arpa, in lower case",
);

export const address = written(
  /^\d{1,3}(?:\.\d{1,3}){3}$/,
  (input) =>
    `is no IPv4 address; write one such as 192.168.88.60${/\//.test(String(input)) ? ", without a /length" : ""}`,
).refine(isAddress, { error: "is no IPv4 address: each part goes from 0 to 255, without leading zeros" });

export const subnet = written(
  /^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/,
  () => "is no subnet; write one such as 192.168.88.0/24",
).superRefine((text, context) => {
  const parsed = parseSubnet(text);
  if (!parsed) return context.addIssue("is no subnet; write one such as 192.168.88.0/24");
  const proper = `${toAddress(parsed.first)}/${parsed.prefix}`;
  if (parsed.prefix > 30) context.addIssue("has no room for guests; its length is at most 30");
  else if (proper !== text) context.addIssue(`is an address inside a subnet; did you mean ${proper}?`);
});

export const addressRange = written(
  /^[\d.]+(?:-[\d.]+)?$/,
  () => "is no range; write 192.168.88.1-192.168.88.30 or one address",
)
  .refine((text) => parseRange(text) !== undefined, {
    error: "is no range; write two addresses, the lower one first, such as 192.168.88.1-192.168.88.30",
  })
  .transform((text) => {
    const [first = "", last = first] = text.split("-");
    return { first, last };
  });

/** Proxmox takes 100 to 999999999 (`pve-vmid`). */
export const vmid = z.int().min(100).max(999_999_999);

export const idRange = written(/^\d+-\d+$/, () => "is no range of numbers; write one such as 200-299")
  .transform((text) => {
    const [first = 0, last = 0] = text.split("-").map(Number);
    return { first, last };
  })
  .refine(({ first, last }) => first <= last, { error: "runs backwards; write the lower number first" })
  .refine(({ first, last }) => first >= 100 && last <= 999_999_999, {
    error: "leaves what Proxmox takes: 100 to 999999999",
  });

export const cpuLevel = z.enum(["x86-64-v1", "x86-64-v2", "x86-64-v3", "x86-64-v4"]);

/** Three numbers without zeros before them: one release has one way to be written. */
export const releaseForm = /^v(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)$/;

/** Version of a release of ours. */
export const release = written(releaseForm, () => "is no release; write one such as v1.0.0");

/** Version of k3s as its project names it. */
export const k3sVersion = written(
  /^v\d+\.\d+\.\d+\+k3s\d+$/,
  () => "is no version of k3s; write one such as v1.35.6+k3s1",
);

/** A checksum in hexadecimal digits. CHANGEME stands for one that nobody has looked up yet. */
export function sha(bits: 256 | 512) {
  const digits = bits / 4;
  return written(new RegExp(`^(?:[0-9a-f]{${digits}}|CHANGEME)$`), (input) =>
    String(input) === "none"
      ? "is refused; what is downloaded is always checked"
      : `is no SHA-${bits}; write its ${digits} hexadecimal digits in lower case`,
  );
}

/** A checksum with its kind, as manifests and container images write it. */
export const digest = written(
  /^(?:sha256:(?:[0-9a-f]{64}|CHANGEME)|sha512:(?:[0-9a-f]{128}|CHANGEME))$/,
  () => "is no digest; write sha256: and 64 hexadecimal digits",
);

/** A point in time in UTC, to the second (RFC 3339). */
export const moment = written(
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/,
  () => "is no point in time; write one such as 2026-11-21T17:00:00Z",
);

/** Plain text of one line. */
export const line = written(/^\S(?:[^\r\n]*\S)?$/, (input) =>
  typeof input === "string" ? "must be one line of text" : `must be text; write "${String(input)}" in quotes`,
);

/** Text of a form that only one field has. */
export const textLike = written;
