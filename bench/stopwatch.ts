/** One thing to time. A function that it gives back tidies up afterwards, untimed. */
export type Run = () => Promise<unknown> | unknown;

/**
 * Seconds that each run takes: the median of several rounds in which all of them take turns, so that what slows the
 * machine down slows each of them.
 */
export async function takeTurns<Name extends string>(
  rounds: number,
  runs: Readonly<Record<Name, Run>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(runs) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round++) for (const name of names) times[name].push(await seconds(runs[name]));
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<Name, number>;
}

async function seconds(run: Run): Promise<number> {
  const start = performance.now();
  const tidy = await run();
  const took = (performance.now() - start) / 1000;
  if (typeof tidy === "function") await tidy();
  return took;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = sorted.slice(sorted.length % 2 ? middle : middle - 1, middle + 1);
  return sorted.length % 2 ? low : (low + high) / 2;
}
