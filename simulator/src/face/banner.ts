/** The head of the page: which cluster it is, and what of it is worth a glance. */
import { type Cluster, factsOf } from "../cluster.ts";
import { pveVersion } from "../endpoints/version.ts";
import { guests } from "../guests/guest.ts";
import { localNode, nodes } from "../nodes/node.ts";
import { isQuorate } from "../nodes/quorum.ts";
import { grouped, moment } from "./figures.ts";
import { statusOf } from "./guests.ts";
import { type Html, html } from "./html.ts";
import { linkTo, statuses, toggled, type View } from "./view.ts";

/** What the cluster is called; one node without a cluster goes by its own name. */
export const nameOf = (cluster: Cluster): string => factsOf(cluster).name || (localNode(cluster)?.name ?? "");

export function banner(cluster: Cluster, view: View, refresh: number | undefined): Html {
  const now = cluster.clock.now();
  return html`<header>
<h1><a href="/">${nameOf(cluster)}</a></h1>
<p>Proxmox VE ${pveVersion.release}, simulated</p>
<nav>${view.task === undefined && chips(cluster, view)}</nav>
<p class="time">${moment(now, now)} UTC${refresh !== undefined && html`, anew every ${refresh} s`}</p>
</header>
`;
}

function chips(cluster: Cluster, view: View): readonly (Html | false)[] {
  const counts = { running: 0, stopped: 0, template: 0 };
  for (const guest of cluster.state.table(guests).all()) counts[statusOf(guest)] += 1;
  const hosts = [...cluster.state.table(nodes).all()];
  const online = hosts.filter((node) => node.online).length;
  const faults = cluster.faults.list().filter(({ state }) => state !== "over").length;
  return [
    html`<a href="#nodes"${online < hosts.length && trouble}><b>${online}</b> of ${hosts.length} nodes</a>`,
    ...statuses.map(
      (status) =>
        html`<a href="${linkTo(toggled(view, { status }))}"${view.status === status && chosen}><b>${grouped(counts[status])}</b> ${named[status](counts[status])}</a>`,
    ),
    !isQuorate(cluster) && html`<span class="bad">no quorum</span>`,
    faults > 0 && html`<span class="warn"><b>${faults}</b> ${faults === 1 ? "fault" : "faults"} armed</span>`,
    html`<a class="far" href="#tasks">tasks</a>`,
    html`<a class="far" href="#journal">journal</a>`,
  ];
}

const trouble = html` class="bad"`;
const chosen = html` aria-current="true"`;

const named = {
  running: () => "running",
  stopped: () => "stopped",
  template: (count: number) => (count === 1 ? "template" : "templates"),
} as const;
