/** When a schedule strikes. */
import { endpoint } from "../../kernel/endpoint.ts";
import { everyone } from "../../permission/rule.ts";
import { nextEvent, parseCalendarEvent } from "../../schedule/calendar-event.ts";
import { formatted, integer, optional } from "../../schema/schema.ts";

export const jobKinds = endpoint({
  method: "GET",
  path: "/cluster/jobs",
  permission: everyone,
  run: () => [{ subdir: "schedule-analyze" }],
});

export const analyzeSchedule = endpoint({
  method: "GET",
  path: "/cluster/jobs/schedule-analyze",
  permission: everyone,
  parameters: {
    schedule: formatted("pve-calendar-event", { maxLength: 128 }),
    starttime: optional(integer()),
    iterations: optional(integer({ minimum: 1, maximum: 100 }), 10),
  },
  run({ cluster, parameters: { schedule, starttime, iterations } }) {
    const event = parseCalendarEvent(schedule);
    const events: { readonly timestamp: number; readonly utc: string }[] = [];
    let at = starttime ?? cluster.clock.seconds();
    for (let count = 0; count < iterations; count += 1) {
      const next = nextEvent(event, at);
      if (next === undefined) break;
      events.push({ timestamp: next, utc: printed(next) });
      at = next;
    }
    return events;
  },
});

/** `Thu Jan  1 02:30:00 2026`, as C prints a time. */
function printed(seconds: number): string {
  const [weekday, day = "", month, year, time] = new Date(seconds * 1000).toUTCString().replace(",", "").split(" ");
  return `${weekday} ${month} ${day.replace(/^0/, " ")} ${time} ${year}`;
}
