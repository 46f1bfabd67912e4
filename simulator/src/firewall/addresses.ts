/**
 * Addresses and networks of firewall rules, aliases and IP sets.
 * Source: PVE::Firewall; the complaints about a single address are those of Net::IP, which it asks.
 */
import { isIPv4, isIPv6 } from "node:net";
import { type Address, bitsOf, masked, printNetwork, readAddress, readNetwork } from "../network/ip.ts";
import { faultIn, SpecError } from "./spec-error.ts";

export type IpVersion = 4 | 6;

/** Name of an alias, an IP set or a security group. */
export const namePattern = "[A-Za-z][A-Za-z0-9\\-\\_]+";
const aliasName = new RegExp(`^(?:dc/|guest/)?${namePattern}$`);
export const longestName = 64;

/** `10.1` is 10.1.0.0 to Net::IP. */
function withAllQuads(text: string): string {
  if (!/^\d+(\.\d+){0,3}$/.test(text)) return text;
  const quads = text.split(".");
  return [...quads, ...Array(4 - quads.length).fill("0")].join(".");
}

/** @throws SpecError */
function demandAddress(text: string): Address {
  const address = readAddress(withAllQuads(text));
  if (!address) throw new SpecError(`Cannot determine IP version for ${text}`);
  return address;
}

/** Sets the bits behind a network's prefix to zero: 192.168.1.155/24 is 192.168.1.0/24. */
export function cleanNetwork(text: string): string {
  const network = text.endsWith("/0") ? undefined : readNetwork(text);
  return network ? printNetwork(network) : text;
}

/** One address, network or range. @throws SpecError */
function versionOf(text: string): IpVersion {
  const [first, last] = text.split(/\s*-\s*/);
  if (first !== undefined && last !== undefined) {
    const [begin, end] = [demandAddress(first), demandAddress(last)];
    if (begin.version !== end.version)
      throw new SpecError(`begin and end addresses have different IP versions - ${text}`);
    if (begin.value > end.value) throw new SpecError(`Begin address is greater than End address ${first} - ${last}`);
    return begin.version;
  }
  const [host = "", prefix] = text.split("/");
  const address = demandAddress(host);
  if (prefix === undefined) return address.version;
  const bits = bitsOf[address.version];
  if (!/^\d+$/.test(prefix)) throw new SpecError(`Invalid prefix length ${prefix}`);
  if (Number(prefix) > bits) throw new SpecError(`Prefix length ${prefix} is longer than IP address (${bits})`);
  if (masked(address, Number(prefix)) !== address.value) {
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
