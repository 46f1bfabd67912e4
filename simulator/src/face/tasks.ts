/** What is under way, and what has ended last. */
import type { Cluster } from "../cluster.ts";
import { outcomeOf } from "../tasks/outcome.ts";
import { type Task, tasks } from "../tasks/tasks.ts";
import { moment, span } from "./figures.ts";
import { type Html, html } from "./html.ts";
import { section } from "./section.ts";
import { linkTo, type View } from "./view.ts";

/** Most tasks that are listed, of each of the two. */
const most = { running: 30, ended: 20 };

const levels = { ok: "good", warning: "warn", error: "bad", unknown: "bad" } as const;

const head = html`<th>Started<th>Task<th class="wide">By<th>Outcome<th class="number">Took`;

export function taskSection(cluster: Cluster, { node }: View): Html {
  const table = cluster.state.table(tasks);
  const here = (task: Task) => node === undefined || task.node === node;
  const running = table.by("running", "yes").filter(here).reverse();
  const ended = newest(table.all(), (task) => !task.running && here(task), most.ended);
  return section({
    id: "tasks",
    title: "Tasks",
    aside: running.length > 0 && html`<span class="busy">${running.length} under way</span>`,
    head,
    rows: [...running.slice(0, most.running), ...ended].map((task) => row(cluster, task)),
    more: running.length - most.running,
    none: "No task was started.",
  });
}

/** The last of those that are wanted, newest first. */
function newest<T>(all: Iterable<T>, wanted: (each: T) => boolean, count: number): readonly T[] {
  return [...all].filter(wanted).slice(-count).reverse();
}

function row(cluster: Cluster, task: Task): Html {
  const now = cluster.clock.now();
  const { word, level } = outcomeShown(task);
  return html`<tr>
<td class="time">${moment(task.starttime * 1000, now)}
<td><a href="${linkTo({ task: task.upid })}">${task.type}</a> <b>${task.id}</b> <small>${task.node}</small>
<td class="wide"><small>${task.user}</small>
<td class="${level}">${word}
<td class="number">${tookOf(task, now)}</tr>
`;
}

/** Milliseconds since 1970 for `now`. */
export const tookOf = ({ starttime, endtime }: Task, now: number): string =>
  span((endtime ?? Math.floor(now / 1000)) - starttime);

/** How a task stands in a word, or in its error's first line. */
export function outcomeShown(task: Task): { readonly word: string; readonly level: string } {
  if (task.running) return { word: "runs", level: "busy" };
  return { word: task.exitstatus?.split("\n")[0] ?? "", level: levels[outcomeOf(task)] };
}
