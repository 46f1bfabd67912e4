/**
 * Calendar events, the part of systemd's that Proxmox understands: `mon..fri 02:30`, `*-*-01 04:00`, `*\/15`, `daily`.
 * Times are UTC, the time zone of a simulated node's scheduler.
 * Source: Proxmox VE Administration Guide, "Calendar Events".
 */
import { registerFormat } from "../schema/formats.ts";

type Accepted = ReadonlySet<number>;

export interface CalendarEvent {
  /** 0 is Sunday. */
  readonly weekdays: Accepted;
  /** Undefined: every year. */
  readonly years: Accepted | undefined;
  /** From 1. */
  readonly months: Accepted;
  readonly days: Accepted;
  readonly hours: Accepted;
  readonly minutes: Accepted;
  readonly seconds: Accepted;
}

const words: Readonly<Record<string, string>> = {
  minutely: "*:*:00",
  hourly: "*:00:00",
  daily: "00:00:00",
  weekly: "mon 00:00:00",
  monthly: "*-*-01 00:00:00",
  quarterly: "*-01,04,07,10-01 00:00:00",
  semiannually: "*-01,07-01 00:00:00",
  "semi-annually": "*-01,07-01 00:00:00",
  yearly: "*-01-01 00:00:00",
  annually: "*-01-01 00:00:00",
};

const weekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const weekday = "(?:sun|mon|tue|wed|thu|fri|sat)[a-z]*";
const weekdayList = new RegExp(`^${weekday}(?:(?:\\.\\.|-)${weekday})?(?:,${weekday}(?:(?:\\.\\.|-)${weekday})?)*$`);

/** @throws Error that says what cannot be understood */
export function parseCalendarEvent(text: string): CalendarEvent {
  const parts = (words[text.trim().toLowerCase()] ?? text.trim().toLowerCase()).split(/\s+/);
  const weekdays = weekdayList.test(parts[0] ?? "") ? weekdaysOf(parts.shift() as string) : range(0, 6);
  const [year, month, day] = dateOf(/-/.test(parts[0] ?? "") && !/:/.test(parts[0] ?? "") ? parts.shift() : undefined);
  const [hours, minutes, seconds] = timeOf(parts.shift() ?? "00:00:00");
  if (parts.length > 0 || text.trim() === "") throw new Error(`unable to parse '${text}'`);
  return {
    weekdays,
    years: year === "*" ? undefined : values(year, 1970, 2200),
    months: values(month, 1, 12),
    days: values(day, 1, 31),
    hours: values(hours, 0, 23),
    minutes: values(minutes, 0, 59),
    seconds: values(seconds, 0, 59),
  };
}

function weekdaysOf(text: string): Accepted {
  const number = (name: string) => weekdayNames.indexOf(name.slice(0, 3) as (typeof weekdayNames)[number]);
  const days = text.split(",").flatMap((part) => {
    const [from = "", to = from] = part.split(/\.\.|-/);
    const [first, last] = [number(from), number(to)];
    return first <= last ? [...range(first, last)] : [...range(first, 6), ...range(0, last)];
  });
  return new Set(days);
}

function dateOf(text = "*-*-*"): [year: string, month: string, day: string] {
  const fields = text.split("-");
  const [year = "", month = "", day = ""] = fields.length === 2 ? ["*", ...fields] : fields;
  if (fields.length < 2 || fields.length > 3) throw new Error(`unable to parse date '${text}'`);
  return [year, month, day];
}

/** A single number is minutes of every hour. */
function timeOf(text: string): [hours: string, minutes: string, seconds: string] {
  const fields = text.split(":");
  if (fields.length > 3) throw new Error(`unable to parse time '${text}'`);
  const [first = "", second, third = "00"] = fields;
  return second === undefined ? ["*", first, "00"] : [first, second, third];
}

/** `*`, `5`, `8..17`, `0/15`, and lists of those. */
function values(text: string, least: number, most: number): Accepted {
  const found = text.split(",").flatMap((part) => {
    const [, from = "", to, step] = /^(\*|\d+)(?:\.\.(\d+))?(?:\/(\d+))?$/.exec(part) ?? [];
    const start = from === "*" ? least : Number(from);
    const end = to !== undefined ? Number(to) : from === "*" || step !== undefined ? most : start;
    const by = step === undefined ? 1 : Number(step);
    if (from === "" || start < least || end > most || start > end || by < 1) {
      throw new Error(`value '${part}' is not within ${least}..${most}`);
    }
    return [...range(start, end)].filter((value) => (value - start) % by === 0);
  });
  return new Set(found);
}

const range = (first: number, last: number): Accepted =>
  new Set(Array.from({ length: last - first + 1 }, (_, index) => first + index));

/** Days that are looked at before an event counts as never coming again (29 February of one weekday: 28 years). */
const horizon = 366 * 29;

/** The first time after a moment, both in seconds since 1970; undefined when it never comes. */
export function nextEvent(event: CalendarEvent, after: number): number | undefined {
  const start = new Date((after + 1) * 1000);
  for (let day = 0; day < horizon; day += 1) {
    const date = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate() + day));
    if (!fallsOn(event, date)) continue;
    const midnight = date.getTime() / 1000;
    const second = firstSecond(event, Math.max(0, after + 1 - midnight));
    if (second !== undefined) return midnight + second;
  }
  return undefined;
}

const fallsOn = ({ weekdays, years, months, days }: CalendarEvent, date: Date): boolean =>
  weekdays.has(date.getUTCDay()) &&
  (years?.has(date.getUTCFullYear()) ?? true) &&
  months.has(date.getUTCMonth() + 1) &&
  days.has(date.getUTCDate());

/** First accepted second of a day that is not before `from`. */
function firstSecond({ hours, minutes, seconds }: CalendarEvent, from: number): number | undefined {
  const inOrder = (accepted: Accepted) => [...accepted].sort((a, b) => a - b);
  for (const hour of inOrder(hours)) {
    if (hour * 3600 + 3599 < from) continue;
    for (const minute of inOrder(minutes)) {
      const begin = hour * 3600 + minute * 60;
      const second = inOrder(seconds).find((value) => begin + value >= from);
      if (second !== undefined) return begin + second;
    }
  }
  return undefined;
}

registerFormat("pve-calendar-event", (text) => {
  try {
    parseCalendarEvent(text);
    return undefined;
  } catch (error) {
    return `invalid calendar event '${text}' - ${(error as Error).message}`;
  }
});
