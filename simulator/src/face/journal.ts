/** The end of the journal: who asked what, and how it was answered. Secrets were masked before they came there. */
import type { Cluster } from "../cluster.ts";
import type { JournalLine, RequestLine } from "../kernel/journal.ts";
import { moment } from "./figures.ts";
import { type Html, html } from "./html.ts";
import { section } from "./section.ts";
import { linkTo } from "./view.ts";

/** Most lines that are listed. */
const most = 40;
/** Most letters of a value, and of all that is told of a line. */
const longest = { value: 48, line: 160 };

const head = html`<th>Time<th>Status<th>What`;

export function journalSection({ journal, clock }: Cluster): Html {
  const lines = journal.lines.slice(-most).reverse();
  return section({
    id: "journal",
    title: "Journal",
    head,
    rows: lines.map((line) => (isRequest(line) ? requestRow(line, clock.now()) : eventRow(line, clock.now()))),
    none: "Nobody has asked anything yet.",
  });
}

const isRequest = (line: JournalLine): line is RequestLine => "method" in line && "path" in line;

function requestRow(
  { time, method, path, parameters, user, status, message, upid, simulated }: RequestLine,
  now: number,
): Html {
  const level = status < 400 ? "idle" : status < 500 ? "warn" : "bad";
  const given = Object.entries(parameters).map(([key, value]) => `${key}=${shortened(value)}`);
  return html`<tr>
<td class="time">${moment(Date.parse(time), now)}
<td class="${level}">${status}
<td><code>${clipped(`${method} ${path}`, longest.line)}</code>${simulated === false && html` <em class="warn">not simulated</em>`}
${upid !== undefined && html` <a href="${linkTo({ task: upid })}">task</a>`}
<small class="text">${clipped([user ?? "nobody", message ?? "", ...given].filter((each) => each !== "").join(" · "), longest.line)}</small></tr>
`;
}

/** A session over SSH, or a fault that strikes. */
function eventRow({ seq, time, ...event }: Readonly<Record<string, unknown>>, now: number): Html {
  const { ssh, fault, detail, class: kind, status, message, ...others } = event;
  const what = ssh !== undefined ? `ssh ${ssh}` : fault !== undefined ? `fault ${kind}` : "";
  const rest = [message, ...Object.values(others)].filter((each) => each !== undefined);
  return html`<tr>
<td class="time">${moment(Date.parse(String(time)), now)}
<td class="${status === undefined || status === 0 ? "idle" : "warn"}">${status === undefined ? "–" : String(status)}
<td><code>${what}${detail !== undefined && clipped(` ${detail}`, longest.line)}</code>
<small class="text">${clipped(rest.map(shortened).join(" · "), longest.line)}</small></tr>
`;
}

const shortened = (value: unknown): string =>
  clipped(typeof value === "string" ? value : (JSON.stringify(value) ?? ""), longest.value);

const clipped = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;
