/** Numbers as a person reads them. */

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** `2 GiB`, `15.4 GiB`: three digits say enough. */
export function bytes(count: number): string {
  const power = count < 1 ? 0 : Math.min(Math.floor(Math.log2(count) / 10), units.length - 1);
  const scaled = count / 1024 ** power;
  return `${Number(scaled.toFixed(scaled < 100 ? 1 : 0))} ${units[power]}`;
}

/** `0.4 %`, `37 %` of a share between 0 and 1. */
export function percent(share: number): string {
  const hundredths = share * 100;
  return `${hundredths > 0 && hundredths < 1 ? hundredths.toFixed(1) : Math.round(hundredths)} %`;
}

/** `3d 04:12` after days, before that `4:12:09` or `0:07`. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [days, hours, minutes] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3600) % 24,
    Math.floor(whole / 60) % 60,
  ];
  if (days > 0) return `${days}d ${two(hours)}:${two(minutes)}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Time of day in UTC, with the day where it is not today's. Both in milliseconds since 1970. */
export function moment(time: number, now: number): string {
  const iso = new Date(time).toISOString();
  return iso.slice(0, 10) === new Date(now).toISOString().slice(0, 10)
    ? iso.slice(11, 19)
    : iso.slice(5, 16).replace("T", " ");
}

/** `9,800` */
export const grouped = (count: number): string => count.toLocaleString("en");

const two = (count: number): string => String(count).padStart(2, "0");
