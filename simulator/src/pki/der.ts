/**
 * The few DER forms an X.509 certificate needs (ITU-T X.690).
 *
 * Written out because a certificate library costs a hundred milliseconds of import at every start, a quarter of what a start may take.
 */

/** One value: its tag, its length, its content. */
export function tagged(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), length(body.length), body]);
}

function length(size: number): Buffer {
  if (size < 0x80) return Buffer.from([size]);
  const octets = magnitude(BigInt(size));
  return Buffer.concat([Buffer.from([0x80 | octets.length]), octets]);
}

/** Big-endian octets of a positive number, without leading zeros. */
function magnitude(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
}

export const sequence = (...items: Buffer[]) => tagged(0x30, ...items);

export const set = (...items: Buffer[]) => tagged(0x31, ...items);

export const boolean = (value: boolean) => tagged(0x01, Buffer.from([value ? 0xff : 0]));

export const octetString = (content: Buffer) => tagged(0x04, content);

export const utf8String = (text: string) => tagged(0x0c, Buffer.from(text));

/** A positive integer; a leading zero keeps its sign where the first bit is set. */
export function integer(value: bigint): Buffer {
  const octets = magnitude(value);
  return tagged(0x02, (octets[0] ?? 0) & 0x80 ? Buffer.from([0]) : Buffer.alloc(0), octets);
}

/** A bit string; `unused` counts the bits of the last octet that mean nothing. */
export const bitString = (content: Buffer, unused = 0) => tagged(0x03, Buffer.from([unused]), content);

/** An object identifier in dotted form, such as 2.5.29.17. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(arc: number): number[] {
  const octets = [arc & 0x7f];
  for (let left = arc >>> 7; left > 0; left >>>= 7) octets.unshift((left & 0x7f) | 0x80);
  return octets;
}

/** A moment to the second: UTCTime before 2050, GeneralizedTime from then on (RFC 5280, 4.1.2.5). */
export function time(moment: Date): Buffer {
  const digits = `${moment.toISOString().slice(0, 19).replace(/\D/g, "")}Z`;
  return moment.getUTCFullYear() < 2050
    ? tagged(0x17, Buffer.from(digits.slice(2)))
    : tagged(0x18, Buffer.from(digits));
}

/** An explicit tag of the context, such as [0] around the version of a certificate. */
export const context = (number: number, content: Buffer) => tagged(0xa0 | number, content);

/** An implicit tag of the context around plain octets, such as [7] for an address among alternative names. */
export const contextOctets = (number: number, content: Buffer) => tagged(0x80 | number, content);

/** The PEM text of a DER value, 64 columns wide (RFC 7468). */
export function pem(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
