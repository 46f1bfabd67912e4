/** Numbers that look random and come again with the same seed (sfc32, seeded by SHA-256). */
import { createHash } from "node:crypto";

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: string) {
    const bytes = createHash("sha256").update(seed).digest();
    [this.#a, this.#b, this.#c, this.#d] = [0, 4, 8, 12].map((at) => bytes.readInt32LE(at)) as [
      number,
      number,
      number,
      number,
    ];
  }

  /** 0 to 4294967295. */
  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return sum >>> 0;
  }

  /** 0 to limit - 1. */
  below(limit: number): number {
    return this.uint32() % limit;
  }

  /** Lower-case hexadecimal digits. */
  hex(digits: number): string {
    let text = "";
    while (text.length < digits) text += this.uint32().toString(16).padStart(8, "0");
    return text.slice(0, digits);
  }

  /** Version 4. */
  uuid(): string {
    const text = this.hex(32);
    const variant = "89ab"[this.below(4)];
    return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-${variant}${text.slice(17, 20)}-${text.slice(20)}`;
  }

  /** A MAC address with Proxmox's prefix. @param prefix default of datacenter.cfg's `mac_prefix` */
  mac(prefix = "BC:24:11"): string {
    const digits = prefix.replaceAll(":", "");
    const bytes = `${digits}${this.hex(12 - digits.length)}`.toUpperCase().match(/../g) ?? [];
    return bytes.join(":");
  }
}
