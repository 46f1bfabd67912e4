/** Where a command reads from: all that is left, once. Undefined input is at its end. */
export interface Input {
  read(): Promise<Buffer>;
}

/** Where a command writes to. */
export type Output = (chunk: Buffer) => void;

/** Input and outputs of a command. */
export interface Streams {
  readonly input: Input;
  readonly output: Output;
  readonly errors: Output;
}

/** Input that holds `content` and nothing more. */
export function inputOf(content: Buffer): Input {
  let left = content;
  return {
    async read() {
      const taken = left;
      left = Buffer.alloc(0);
      return taken;
    },
  };
}

/** An output that keeps what is written. */
export function collector(): { readonly output: Output; readonly content: () => Buffer } {
  const chunks: Buffer[] = [];
  return { output: (chunk) => chunks.push(chunk), content: () => Buffer.concat(chunks) };
}
