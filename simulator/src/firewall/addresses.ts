/**
 * Addresses and networks of firewall rules, aliases and IP sets.
 * Source: PVE::Firewall; the complaints about a single address are those of Net::IP, which it asks.
 */
import { isIPv4, isIPv6 } from "node:net";
import { faultIn, SpecError } from "./spec-error.ts";

export type IpVersion = 4 | 6;

/** Name of an alias, an IP set or a security group. */
export const namePattern = "[A-Za-z][A-Za-z0-9\\-\\_]+";
const aliasName = new RegExp(`^(?:dc/|guest/)?${namePattern}$`);
export const longestName = 64;

const bitsOf = { 4: 32, 6: 128 } as const;

/** `10.1` is 10.1.0.0 to Net::IP. */
function withAllQuads(text: string): string | undefined {
  if (!/^\d+(\.\d+){0,3}$/.test(text)) return undefined;
  const quads = text.split(".");
  const whole = [...quads, ...Array(4 - quads.length).fill("0")].join(".");
  return isIPv4(whole) ? whole : undefined;
}

interface Address {
  readonly version: IpVersion;
  readonly value: bigint;
}

function readAddress(text: string): Address {
  const quads = withAllQuads(text);
  if (quads) return { version: 4, value: BigInt(quads.split(".").reduce((sum, quad) => sum * 256 + Number(quad), 0)) };
  if (!isIPv6(text) || text.includes("%")) throw new SpecError(`Cannot determine IP version for ${text}`);
  const [front = "", back] = text.replace(/[^:]*\.[^:]*$/, lastQuadsAsGroups).split("::");
  const groups = (part: string) => part.split(":").filter((group) => group !== "");
  const [head, tail] = [groups(front), groups(back ?? "")];
  const all = [...head, ...Array(8 - head.length - tail.length).fill("0"), ...tail];
  return { version: 6, value: all.reduce((sum: bigint, group) => (sum << 16n) | BigInt(`0x${group}`), 0n) };
}

function lastQuadsAsGroups(quads: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = quads.split(".").map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/** The shortest form. */
function printAddress({ version, value }: Address): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}

/** Sets the bits behind a network's prefix to zero: 192.168.1.155/24 is 192.168.1.0/24. */
export function cleanNetwork(text: string): string {
  const [host = "", prefix = ""] = text.split("/");
  if (prefix === "" || prefix === "0") return text;
  const address = readAddress(host);
  const rest = BigInt(Math.max(0, bitsOf[address.version] - Number(prefix)));
  return `${printAddress({ ...address, value: (address.value >> rest) << rest })}/${prefix}`;
}

/** One address, network or range. @throws SpecError */
function versionOf(text: string): IpVersion {
  const [first, last] = text.split(/\s*-\s*/);
  if (first !== undefined && last !== undefined) {
    const [begin, end] = [readAddress(first), readAddress(last)];
    if (begin.version !== end.version)
      throw new SpecError(`begin and end addresses have different IP versions - ${text}`);
    if (begin.value > end.value) throw new SpecError(`Begin address is greater than End address ${first} - ${last}`);
    return begin.version;
  }
  const [host = "", prefix] = text.split("/");
  const address = readAddress(host);
  if (prefix === undefined) return address.version;
  const bits = bitsOf[address.version];
  if (!/^\d+$/.test(prefix)) throw new SpecError(`Invalid prefix length ${prefix}`);
  if (Number(prefix) > bits) throw new SpecError(`Prefix length ${prefix} is longer than IP address (${bits})`);
  const rest = BigInt(bits - Number(prefix));
  if ((address.value >> rest) << rest !== address.value) {
    throw new SpecError(`Invalid prefix ${address.value.toString(2).padStart(bits, "0")}/${prefix}`);
  }
  return address.version;
}

/** The fault of a text that should be an address or a network; the bits behind the prefix do not matter. */
export function networkFault(text: string): string | undefined {
  const [host = "", prefix = "0", ...rest] = text.split("/");
  if (rest.length > 0 || !(isIPv4(host) || isIPv6(host)) || !/^\d+$/.test(prefix)) {
    return "value does not look like a valid IP address or CIDR network";
  }
  return faultIn(() => versionOf(cleanNetwork(text)));
}

/** The same where the name of an alias may stand as well. */
export const networkOrAliasFault = (text: string): string | undefined =>
  aliasName.test(text) ? undefined : networkFault(text);

/** A network as the file holds it: a single address has no prefix. @throws SpecError */
export function plainNetwork(text: string): { readonly cidr: string; readonly version: IpVersion } {
  const [host = "", prefix = "0", ...rest] = text.split("/");
  const version = isIPv6(host) ? 6 : 4;
  if (rest.length > 0 || !(isIPv4(host) || isIPv6(host)) || !/^\d+$/.test(prefix)) {
    throw new SpecError("value does not look like a valid IP address or CIDR network");
  }
  return { cidr: prefix === String(bitsOf[version]) ? host : text, version };
}

/**
 * Reads what a rule may name as its source or destination: a set, an alias, a range, or a list of addresses.
 * @returns the version of its addresses; nothing for a set or an alias
 * @throws SpecError
 */
export function readAddressList(text: string): IpVersion | undefined {
  if (/^\+\S+$/.test(text)) {
    if (text.length > longestName + 1) throw new SpecError("ipset name too long");
    return undefined;
  }
  if (aliasName.test(text)) {
    if (text.length > longestName) throw new SpecError("alias name too long");
    return undefined;
  }
  if (text === "") return undefined;
  const elements = text.split(",");
  if (elements.at(-1) === "") throw new SpecError("extraneous commas in list");
  let version: IpVersion | undefined;
  for (const element of elements) {
    const own = listed(element);
    if (version !== undefined && own !== version) {
      throw new SpecError(`detected mixed ipv4/ipv6 addresses in address list '${text}'`);
    }
    version = own;
  }
  if (elements.length > 1 && text.includes("-")) throw new SpecError("you can't use a range in a list");
  return version;
}

function listed(element: string): IpVersion {
  try {
    return versionOf(element);
  } catch (error) {
    throw new SpecError(`invalid IP address: ${(error as Error).message}`);
  }
}
