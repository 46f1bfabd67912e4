/** The hosts: whether they are up, and how much of them is taken. */
import type { Cluster } from "../cluster.ts";
import { guests } from "../guests/guest.ts";
import { type Node, nodes } from "../nodes/node.ts";
import { nodeUse } from "../nodes/use.ts";
import { bar } from "./bar.ts";
import { bytes, grouped, percent, span } from "./figures.ts";
import { type Html, html } from "./html.ts";
import { section } from "./section.ts";
import { linkTo, toggled, type View } from "./view.ts";

/** Most nodes that are listed; a cluster of Proxmox has no more. */
const most = 32;

const head = html`<th>Node<th>CPU<th>Memory<th class="number">Guests<th class="number">Uptime`;

export function nodeSection(cluster: Cluster, view: View): Html {
  const all = [...cluster.state.table(nodes).all()];
  return section({
    id: "nodes",
    title: "Nodes",
    aside: view.node !== undefined && html`only ${view.node}: <a href="${linkTo(toggled(view, view))}">show all</a>`,
    head,
    rows: all.slice(0, most).map((node) => row(cluster, node, view)),
    more: all.length - most,
    none: "There is no node.",
  });
}

function row(cluster: Cluster, node: Node, view: View): Html {
  const name = html`<td><i class="dot ${node.online ? "good" : "bad"}"></i><a href="${linkTo(toggled(view, { node: node.name }))}">${node.name}</a> <small class="wide">${node.address}</small>`;
  const count = html`<td class="number">${grouped(cluster.state.table(guests).by("node", node.name).length)}`;
  if (!node.online) {
    return html`<tr>${name}<td colspan="2" class="bad">${node.restarting ? "restarting" : "offline"}${count}<td class="number">–</tr>`;
  }
  const use = nodeUse(cluster, node);
  return html`<tr>${name}
<td class="meter">${bar(use.cpu)}<small>${percent(use.cpu)} of ${node.cores}</small>
<td class="meter">${bar(use.memory / node.memory)}<small>${bytes(use.memory)} of ${bytes(node.memory)}</small>
${count}<td class="number">${span(cluster.clock.seconds() - node.bootedAt)}</tr>
`;
}
