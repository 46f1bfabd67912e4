/** How much the proofs try: a short form for every day, and the long one (`make test-long`). The environment is read here and nowhere else. */

/** STRATA_LONG=1 asks for the long form. */
export const isLong = process.env.STRATA_LONG === "1";

/** So many in the long form, so many in the short one. */
export const inFull = (long: number, short: number): number => (isLong ? long : short);

/**
 * Where random things come from. The short form tries the same things on every machine, the long one others each time;
 * STRATA_SEED=<number> runs one again.
 */
export const seed = Number(process.env.STRATA_SEED ?? (isLong ? Date.now() % 2 ** 31 : 20_260_101));

/** Said before a proof starts, so that whoever sees it fail can run it again. */
export function announce(what: string): void {
  process.stdout.write(`${what}: STRATA_SEED=${seed}${isLong ? " STRATA_LONG=1" : ""}\n`);
}
