/** Time zones, as `timedatectl list-timezones` knows them. */

/** Further names of zones that the Intl of Node lists under one name alone. */
const aliases = ["UTC", "Etc/UTC", "Etc/GMT", "GMT"];

export function isTimeZone(name: string): boolean {
  if (aliases.includes(name)) return true;
  if (!/^[A-Z][A-Za-z0-9+_-]*(\/[A-Za-z0-9+_-]+)*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The time that a clock on the wall shows, as if it were UTC. @param seconds since 1970 */
export function wallClock(seconds: number, zone: string): number {
  const text = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  return Math.floor(Date.parse(`${text.format(seconds * 1000).replace(" ", "T")}Z`) / 1000);
}
