/** One task and the end of its log. */
import type { Cluster } from "../cluster.ts";
import { withoutCredentials } from "../kernel/journal.ts";
import { type Task, tasks } from "../tasks/tasks.ts";
import { grouped, moment } from "./figures.ts";
import { type Html, html } from "./html.ts";
import { outcomeShown, tookOf } from "./tasks.ts";

/** Most lines that are shown. */
const most = 500;

/** @returns nothing when there is no such task, or not any more */
export function taskSectionOf(
  cluster: Cluster,
  upid: string,
): { readonly task: Task; readonly body: Html } | undefined {
  const task = cluster.state.table(tasks).get(upid);
  if (!task) return undefined;
  const now = cluster.clock.now();
  const lines = cluster.tasks.logOf(upid);
  const { word, level } = outcomeShown(task);
  const facts: readonly (readonly [string, string | Html])[] = [
    ["Node", task.node],
    ["By", task.user],
    ["Started", moment(task.starttime * 1000, now)],
    ["Took", tookOf(task, now)],
    ["Outcome", html`<span class="${level}">${word}</span>`],
  ];
  const body = html`<section id="task">
<h2>${task.type} ${task.id} <small><a href="/">all of the cluster</a></small></h2>
<dl>${facts.map(([name, value]) => html`<div><dt>${name}<dd>${value}</div>`)}</dl>
${lines.length > most && html`<p>${grouped(lines.length - most)} lines before</p>`}
<pre>${withoutCredentials(lines.slice(-most).join("\n"))}</pre>
<p><code>${upid}</code></p>
</section>
`;
  return { task, body };
}
