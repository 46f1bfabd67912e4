/** Machines and containers: their state, where they are, what they may use. */
import type { Cluster } from "../cluster.ts";
import { type Guest, guests } from "../guests/guest.ts";
import { isTemplate } from "../guests/record.ts";
import { guestResource } from "../resources/guest.ts";
import { bar } from "./bar.ts";
import { bytes, span } from "./figures.ts";
import { type Html, html } from "./html.ts";
import { section } from "./section.ts";
import type { Status, View } from "./view.ts";

/** Most guests that are listed. */
const most = 200;

export const statusOf = (guest: Guest): Status => (isTemplate(guest) ? "template" : guest.power.status);

const head = html`<th>Guest<th>State<th class="wide">Node<th>Memory<th class="wide number">CPUs<th class="number">Uptime`;

export function guestSection(cluster: Cluster, { node, status }: View): Html {
  const table = cluster.state.table(guests);
  const found = (node === undefined ? [...table.all()] : table.by("node", node))
    .filter((guest) => status === undefined || statusOf(guest) === status)
    .sort((a, b) => a.vmid - b.vmid);
  return section({
    id: "guests",
    title: "Guests",
    aside: [status, node].filter((each) => each !== undefined).join(" on "),
    head,
    rows: found.slice(0, most).map((guest) => row(cluster, guest)),
    more: found.length - most,
    none: "There is no such guest.",
  });
}

function row(cluster: Cluster, guest: Guest): Html {
  const { name, mem, maxmem, maxcpu, uptime } = guestResource(cluster, guest);
  const running = guest.power.status === "running";
  const { word, level } = stateOf(guest);
  return html`<tr>
<td><span class="id">${guest.vmid}</span> <b>${name}</b> ${marks(guest)}
<td class="state ${level}"><i class="dot ${level}"></i>${word}
<td class="wide short">${guest.node}
<td class="meter">${running && bar(mem / maxmem)}<small>${running ? `${bytes(mem)} of ${bytes(maxmem)}` : bytes(maxmem)}</small>
<td class="wide number">${maxcpu}
<td class="number">${running ? span(uptime) : "–"}</tr>
`;
}

function stateOf(guest: Guest): { readonly word: string; readonly level: string } {
  const { power } = guest;
  if (isTemplate(guest)) return { word: "template", level: "idle" };
  if (power.status === "stopped") return { word: "stopped", level: "idle" };
  if (power.paused) return { word: "paused", level: "warn" };
  return power.booted ? { word: "running", level: "good" } : { word: "boots", level: "busy" };
}

/** What is worth a word beside the name: container, lock, changes that wait, tags. */
function marks({ kind, config, pending }: Guest): readonly (Html | false)[] {
  const tags = String(config.tags ?? "").split(/[;, ]+/);
  return [
    kind === "lxc" && html`<em>CT</em> `,
    config.lock !== undefined && html`<em class="warn">${config.lock}</em> `,
    Object.keys(pending).length > 0 && html`<em class="warn" title="changes wait for a restart">pending</em> `,
    ...tags.map((tag) => tag !== "" && html`<em>${tag}</em> `),
  ];
}
