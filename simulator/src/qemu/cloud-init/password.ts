/** Hashes the password that cloud-init is told, as Proxmox does before it keeps it. Source: PVE::Tools::encrypt_pw; U. Drepper, "Unix crypt using SHA-256 and SHA-512". */
import { createHash } from "node:crypto";
import type { Cluster } from "../../cluster.ts";
import { isWindows } from "./files.ts";

/** A hash of crypt(3) stays what it is. Source: update_vm of PVE::API2::Qemu. */
const hashed = /^\$(?:[156]|2[ay])(\$.+){2}/;

const rounds = 5000;
const size = 32;
const digits = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const sha256 = (...parts: readonly Buffer[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Settings as they are kept; Windows is told its password in plain letters. @param ostype where the settings name none */
export function withKeptPassword(
  { random }: Cluster,
  settings: Record<string, string | number>,
  ostype?: string | number,
): Record<string, string | number> {
  const { cipassword } = settings;
  if (cipassword === undefined || isWindows(settings.ostype ?? ostype)) return settings;
  return { ...settings, cipassword: keptPassword(String(cipassword), () => random.hex(8)) };
}

/** @param salt up to 16 letters */
export const keptPassword = (password: string, salt: () => string): string =>
  hashed.test(password) ? password : crypt(Buffer.from(password), Buffer.from(salt()));

function crypt(key: Buffer, salt: Buffer): string {
  const other = sha256(key, salt, key);
  let digest = sha256(key, salt, repeated(other, key.length), ...bitsOf(key.length, other, key));
  const keys = repeated(sha256(...Array.from(key, () => key)), key.length);
  const salts = repeated(sha256(...Array.from({ length: 16 + (digest[0] as number) }, () => salt)), salt.length);
  for (let round = 0; round < rounds; round += 1) {
    const odd = round % 2 === 1;
    digest = sha256(
      odd ? keys : digest,
      ...(round % 3 === 0 ? [] : [salts]),
      ...(round % 7 === 0 ? [] : [keys]),
      odd ? digest : keys,
    );
  }
  return `$5$${salt}$${encoded(digest)}`;
}

/** As many bytes as wanted, over and over the same. */
const repeated = (bytes: Buffer, length: number): Buffer => Buffer.alloc(length, bytes);

/** One part for each bit of a number, from the lowest on. */
function bitsOf(number: number, one: Buffer, zero: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let left = number; left > 0; left >>= 1) parts.push(left & 1 ? one : zero);
  return parts;
}

/** Three bytes a time, from places ten apart that move on by twenty-one. */
function encoded(digest: Buffer): string {
  const at = (index: number) => digest[index] as number;
  let text = "";
  for (let group = 0; group < 10; group += 1) {
    const first = (group * 21) % 30;
    text += letters((at(first) << 16) | (at((first + 10) % 30) << 8) | at((first + 20) % 30), 4);
  }
  return text + letters((at(size - 1) << 8) | at(size - 2), 3);
}

function letters(value: number, count: number): string {
  let text = "";
  for (let left = value, index = 0; index < count; index += 1, left >>= 6) text += digits[left & 63];
  return text;
}
