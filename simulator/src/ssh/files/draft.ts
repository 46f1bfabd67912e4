const SMALLEST_ROOM = 65_536;

/** The content of a file while it is being written: starts as a copy, takes chunks at any offset. */
export class Draft {
  #room: Buffer;
  #size: number;

  constructor(content: Buffer) {
    this.#room = Buffer.from(content);
    this.#size = content.length;
  }

  get size(): number {
    return this.#size;
  }

  get content(): Buffer {
    return this.#room.subarray(0, this.#size);
  }

  /** Puts `data` at `offset`; a gap before it is zeros. Room grows by doubling, so a long upload is not copied again and again. */
  write(offset: number, data: Buffer): void {
    const end = offset + data.length;
    if (end > this.#room.length) {
      const roomier = Buffer.alloc(Math.max(end, 2 * this.#room.length, SMALLEST_ROOM));
      this.content.copy(roomier);
      this.#room = roomier;
    }
    data.copy(this.#room, offset);
    this.#size = Math.max(this.#size, end);
  }
}
