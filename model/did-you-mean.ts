import { distance } from "fastest-levenshtein";

/** `; did you mean "asus"?` where one of the known words is near, else nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const near = nearest(word, known);
  return near === undefined ? "" : `; did you mean "${near}"?`;
}

/** The same, or else a few of the words that there are: `; there is asus, forge`. */
export function didYouMeanOrThereIs(word: string, known: Iterable<string>): string {
  const words = [...known];
  if (words.length === 0) return "";
  const more = words.length > 8 ? ` and ${words.length - 8} more` : "";
  return didYouMean(word, words) || `; there is ${words.slice(0, 8).join(", ")}${more}`;
}

/** The known word that a person most likely meant: at most two of five letters differ, and no other is as near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > 100) return undefined;
  const [best, next] = [...known]
    .map((candidate) => ({ candidate, steps: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.steps - b.steps);
  if (!best || best.steps === next?.steps) return undefined;
  return best.steps <= Math.round(Math.max(word.length, best.candidate.length) * 0.4) ? best.candidate : undefined;
}
