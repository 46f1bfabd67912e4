import { expect, test } from "@jest/globals";
import { nextEvent, parseCalendarEvent } from "../../src/schedule/calendar-event.ts";

/** A Wednesday. */
const start = Date.UTC(2026, 6, 1, 12, 30) / 1000;

const next = (schedule: string, times = 1): string[] => {
  const event = parseCalendarEvent(schedule);
  const found: string[] = [];
  for (let at = start; found.length < times; ) {
    const event_ = nextEvent(event, at);
    if (event_ === undefined) break;
    at = event_;
    found.push(new Date(at * 1000).toISOString().slice(0, 19).replace("T", " "));
  }
  return found;
};

test.each([
  ["02:30", ["2026-07-02 02:30:00"]],
  ["mon..fri 02:30", ["2026-07-02 02:30:00", "2026-07-03 02:30:00", "2026-07-06 02:30:00"]],
  ["sat,sun 3:05", ["2026-07-04 03:05:00", "2026-07-05 03:05:00", "2026-07-11 03:05:00"]],
  ["sun-mon 1:00", ["2026-07-05 01:00:00", "2026-07-06 01:00:00", "2026-07-12 01:00:00"]],
  ["*/15", ["2026-07-01 12:45:00", "2026-07-01 13:00:00", "2026-07-01 13:15:00"]],
  ["8..17,22:0/30", ["2026-07-01 13:00:00", "2026-07-01 13:30:00"]],
  ["*-*-01 04:00", ["2026-08-01 04:00:00", "2026-09-01 04:00:00"]],
  ["2026-12-24 18:00", ["2026-12-24 18:00:00"]],
  ["02-29 00:00", ["2028-02-29 00:00:00"]],
  ["mon", ["2026-07-06 00:00:00"]],
  ["12:30:05", ["2026-07-01 12:30:05", "2026-07-02 12:30:05"]],
  ["daily", ["2026-07-02 00:00:00"]],
  ["weekly", ["2026-07-06 00:00:00"]],
  ["monthly", ["2026-08-01 00:00:00"]],
])("%s comes when systemd would have it", (schedule, expected) => {
  expect(next(schedule, expected.length)).toEqual(expected);
});

test("a year that is over never comes again", () => {
  expect(next("2020-01-01 00:00")).toEqual([]);
});

test.each([
  "",
  "25:00",
  "mon..",
  "*/0",
  "00:61",
  "13-01 00:00",
  "soon",
  "1:2:3:4",
  "mon 1:00 2:00",
])("'%s' is no calendar event", (text) => {
  expect(() => parseCalendarEvent(text)).toThrow();
});
