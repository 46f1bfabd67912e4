/** Arithmetic of addresses and networks of both versions. */
import { isIPv4, isIPv6 } from "node:net";

/** An address as a number. */
export interface Address {
  readonly version: 4 | 6;
  readonly value: bigint;
}

/** All addresses that share the first `prefix` bits of `first`, whose other bits are zero. */
export interface Network {
  readonly first: Address;
  readonly prefix: number;
}

/** Bits of an address. */
export const bitsOf = { 4: 32, 6: 128 } as const;

/** An address in any notation; undefined for anything else. */
export function readAddress(text: string): Address | undefined {
  if (isIPv4(text)) {
    const value = text.split(".").reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    return { version: 4, value };
  }
  if (!isIPv6(text) || text.includes("%")) return undefined;
  const [front = "", back = ""] = shortest(text).split("::");
  const [head, tail] = [front, back].map((part) => part.split(":").filter((group) => group !== "")) as [
    string[],
    string[],
  ];
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill("0"), ...tail];
  return { version: 6, value: groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n) };
}

/** Lower case, zeros left out, without dots (RFC 5952). */
const shortest = (ipv6: string): string => new URL(`http://[${ipv6}]`).hostname.slice(1, -1);

/** The address in its canonical notation. */
export function printAddress({ version, value }: Address): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  return shortest(groups.join(":"));
}

/** The network of `10.0.0.7/24`; undefined for anything else. */
export function readNetwork(text: string): Network | undefined {
  const [host = "", bits = "", ...rest] = text.split("/");
  const address = readAddress(host);
  if (!address || !/^\d+$/.test(bits) || Number(bits) > bitsOf[address.version] || rest.length > 0) return undefined;
  const prefix = Number(bits);
  return { first: { ...address, value: masked(address, prefix) }, prefix };
}

/** The address with the bits behind a prefix set to zero. */
export const masked = ({ version, value }: Address, prefix: number): bigint => {
  const rest = BigInt(bitsOf[version] - prefix);
  return (value >> rest) << rest;
};

export const printNetwork = ({ first, prefix }: Network): string => `${printAddress(first)}/${prefix}`;

export const contains = ({ first, prefix }: Network, address: Address): boolean =>
  first.version === address.version && masked(address, prefix) === first.value;

/** Whether they have an address in common: one then contains the other. */
export const overlap = (a: Network, b: Network): boolean => contains(a, b.first) || contains(b, a.first);

/** The last address of a network. */
export const lastOf = ({ first, prefix }: Network): Address => ({
  ...first,
  value: first.value | ((1n << BigInt(bitsOf[first.version] - prefix)) - 1n),
});
