/** One thing to time. A function that it gives back tidies up afterwards, untimed. */
export type Run = () => Promise<unknown> | unknown;

/** Seconds that each run took, round by round. */
export type Times<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/** Times several runs in rounds in which all of them take turns, so that what slows the machine down slows each of them. */
export async function takeTurns<Name extends string>(
  rounds: number,
  runs: Readonly<Record<Name, Run>>,
): Promise<Times<Name>> {
  const names = Object.keys(runs) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round++) for (const name of names) times[name].push(await seconds(runs[name]));
  return times;
}

/** How two runs compare: the median of what each round says by itself. */
function typically(
  one: readonly number[],
  other: readonly number[],
  compare: (one: number, other: number) => number,
): number {
  return median(one.map((seconds, round) => compare(seconds, other[round] as number)));
}

/** How many times as long `one` takes as `other`. */
export const ratio = (one: readonly number[], other: readonly number[]): number =>
  typically(one, other, (a, b) => a / b);

/** How many seconds longer `one` takes than `other`. */
export const excess = (one: readonly number[], other: readonly number[]): number =>
  typically(one, other, (a, b) => a - b);

/** Seconds that one run takes. */
export async function seconds(run: Run): Promise<number> {
  const start = performance.now();
  const tidy = await run();
  const took = (performance.now() - start) / 1000;
  if (typeof tidy === "function") await tidy();
  return took;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = sorted.slice(sorted.length % 2 ? middle : middle - 1, middle + 1);
  return sorted.length % 2 ? low : (low + high) / 2;
}
