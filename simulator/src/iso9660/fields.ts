/** Fields of ISO 9660's records. Source: ECMA-119, sections 7 and 8. */

/** A number in both byte orders, 16 bits each. */
export function both16(value: number): Buffer {
  const field = Buffer.alloc(4);
  field.writeUInt16LE(value, 0);
  field.writeUInt16BE(value, 2);
  return field;
}

/** A number in both byte orders, 32 bits each. */
export function both32(value: number): Buffer {
  const field = Buffer.alloc(8);
  field.writeUInt32LE(value, 0);
  field.writeUInt32BE(value, 4);
  return field;
}

/** A text filled up to `length` bytes with what a blank is in its letters. */
export function padded(text: Buffer, length: number, blank: Buffer): Buffer {
  const field = Buffer.alloc(length, blank);
  text.copy(field, 0, 0, length);
  return field;
}

/** UTC, as a directory record has it: seven numbers. */
export const shortTime = (time: Date): Buffer =>
  Buffer.from([
    time.getUTCFullYear() - 1900,
    time.getUTCMonth() + 1,
    time.getUTCDate(),
    time.getUTCHours(),
    time.getUTCMinutes(),
    time.getUTCSeconds(),
    0,
  ]);

/** UTC, as a volume descriptor has it: sixteen digits and the zone. */
export const longTime = (time: Date): Buffer =>
  Buffer.from(`${time.toISOString().replaceAll(/\D/g, "").slice(0, 16)}\0`, "latin1");

/** No time: zeros as digits. */
export const noTime = Buffer.from(`${"0".repeat(16)}\0`, "latin1");
