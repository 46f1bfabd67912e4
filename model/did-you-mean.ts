import { closest, distance } from "fastest-levenshtein";

/** `; did you mean "asus"?` where one of the known words is near, else nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const near = nearest(word, known);
  return near === undefined ? "" : `; did you mean "${near}"?`;
}

/** The known word that a person most likely meant: at most two of five letters differ. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const candidates = [...known];
  if (candidates.length === 0 || word.length > 100) return undefined;
  const best = closest(word.toLowerCase(), candidates);
  const allowed = Math.max(1, Math.round(Math.max(word.length, best.length) * 0.4));
  return distance(word.toLowerCase(), best) <= allowed ? best : undefined;
}
