import ipaddr from "ipaddr.js";

/** An IPv4 range as numbers, both ends included. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
}

/** A subnet as it is written, and what follows from it. */
export interface Subnet extends AddressRange {
  readonly prefix: number;
}

/** Whether this is an IPv4 address in four decimal parts; `192.168.088.1` is not. */
export function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text);
}

/** An IPv4 address as a number. The text must be one. */
export function toNumber(address: string): number {
  return ipaddr.IPv4.parse(address).octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

/** The dotted form of an IPv4 address. */
export function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".");
}

/** Reads `192.168.88.0/24`; undefined where it is no CIDR. Host bits are dropped: compare `toAddress(first)`. */
export function parseSubnet(cidr: string): Subnet | undefined {
  const [address = "", length = ""] = cidr.split("/");
  const prefix = /^\d{1,2}$/.test(length) ? Number(length) : Number.NaN;
  if (!isAddress(address) || !(prefix <= 32) || cidr.split("/").length !== 2) return undefined;
  const size = 2 ** (32 - prefix);
  const first = Math.floor(toNumber(address) / size) * size;
  return { first, last: first + size - 1, prefix };
}

/** Reads `192.168.88.1-192.168.88.30` or a single address; undefined where it is neither or runs backwards. */
export function parseRange(text: string): AddressRange | undefined {
  const [from = "", to = from, ...rest] = text.split("-");
  if (!isAddress(from) || !isAddress(to) || rest.length > 0) return undefined;
  const range = { first: toNumber(from), last: toNumber(to) };
  return range.first <= range.last ? range : undefined;
}

/** Whether the range holds the address. */
export function holds(range: AddressRange, address: number): boolean {
  return range.first <= address && address <= range.last;
}
