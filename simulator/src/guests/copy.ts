/** How long copying takes on a simulated host. */

/** Bytes a second of an ordinary solid-state disk that reads and writes at once. */
const speed = 2 * 1024 ** 3;

/** Simulated seconds for so many bytes. */
export const copySeconds = (bytes: number): number => 0.2 + bytes / speed;
