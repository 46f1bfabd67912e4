import pico from "picocolors";

/** Colours for a terminal, plain text for a pipe, a file or NO_COLOR. Picocolors by itself also colours wherever `CI` is set. */
export function coloursOn(stream: Pick<NodeJS.WriteStream, "isTTY">): ReturnType<typeof pico.createColors> {
  return pico.createColors(stream.isTTY === true && !process.env.NO_COLOR);
}

/** Colours for what a command prints as its result. */
export const colours = coloursOn(process.stdout);
