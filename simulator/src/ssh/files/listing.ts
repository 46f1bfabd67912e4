import type { FileEntry } from "./host-files.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const HALF_A_YEAR = 182 * 86_400_000;

/** A line as `ls -l` writes it, times in UTC: `-rw-r--r-- 1 root root 12 Nov 21 13:40 user.yaml`. */
export function longListing(entry: FileEntry, nameOf: (uid: number) => string): string {
  const type = entry.kind === "directory" ? "d" : "-";
  const links = entry.kind === "directory" ? 2 : 1;
  const owner = `${nameOf(entry.uid)} ${nameOf(entry.gid)}`;
  return `${type}${permissions(entry.mode)} ${links} ${owner} ${entry.size} ${when(entry.modified)} ${entry.name}`;
}

function permissions(mode: number): string {
  const letters = "rwxrwxrwx".split("").map((letter, index) => (mode & (0o400 >> index) ? letter : "-"));
  if (mode & 0o1000) letters[8] = letters[8] === "x" ? "t" : "T";
  return letters.join("");
}

function when(modified: Date): string {
  const day = `${MONTHS[modified.getUTCMonth()]} ${String(modified.getUTCDate()).padStart(2)}`;
  const age = Date.now() - modified.getTime();
  if (age > HALF_A_YEAR || age < 0) return `${day}  ${modified.getUTCFullYear()}`;
  return `${day} ${modified.toISOString().slice(11, 16)}`;
}
