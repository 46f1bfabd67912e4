const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `3 h ago`. @param age milliseconds */
export function ago(age: number): string {
  if (age < minute) return "just now";
  if (age < hour) return `${Math.floor(age / minute)} min ago`;
  if (age < 2 * day) return `${Math.floor(age / hour)} h ago`;
  return `${Math.floor(age / day)} days ago`;
}
