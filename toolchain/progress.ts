/** Tells that something takes time while `work` runs; gives back what it gives back. */
export type Progress = <T>(activity: string, work: () => Promise<T>) => Promise<T>;

/** Tells nothing. */
export const silent: Progress = (_activity, work) => work();

/**
 * Tells on a stream: on a terminal one line that counts the seconds, elsewhere a line at the start and one at the end.
 * @param stream stderr by default, so that what is printed for a machine stays clean.
 */
export function progressOn(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY
    ? (activity, work) => live(stream, activity, work)
    : (activity, work) => plain(stream, activity, work);
}

async function live<T>(stream: NodeJS.WriteStream, activity: string, work: () => Promise<T>): Promise<T> {
  const seconds = stopwatch();
  const draw = () => stream.write(`\r\u001b[K${activity} … ${seconds()} s`);
  draw();
  const ticking = setInterval(draw, 1000);
  try {
    return await work();
  } finally {
    clearInterval(ticking);
    stream.write(`\r\u001b[K${activity} · ${seconds()} s\n`);
  }
}

async function plain<T>(stream: NodeJS.WriteStream, activity: string, work: () => Promise<T>): Promise<T> {
  const seconds = stopwatch();
  stream.write(`${activity} …\n`);
  const result = await work();
  stream.write(`${activity}: done in ${seconds()} s\n`);
  return result;
}

function stopwatch(): () => number {
  const began = performance.now();
  return () => Math.round((performance.now() - began) / 1000);
}
