/** Lines that one text lost (`-…`) and the other gained (`+…`), in order; what is in both is left out. */
export function lineDiff(before: string, after: string): string[] {
  return walk(before.split("\n"), after.split("\n"));
}

/** By the longest common subsequence; made for files of some dozen lines. */
function walk(before: readonly string[], after: readonly string[]): string[] {
  const common = before.map(() => after.map(() => 0));
  const at = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const row = common[i] ?? [];
      row[j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: string[] = [];
  for (let [i, j] = [0, 0]; i < before.length || j < after.length; ) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      i += 1;
      j += 1;
    } else if (i < before.length && (j >= after.length || at(i + 1, j) >= at(i, j + 1))) lines.push(`-${before[i++]}`);
    else lines.push(`+${after[j++]}`);
  }
  return lines;
}
