/** How full the storages are; a shared one once, any other on each node. */
import type { Cluster } from "../cluster.ts";
import { nodes } from "../nodes/node.ts";
import { storageResource } from "../resources/storage.ts";
import { isOnNode } from "../storage/access.ts";
import { type Storage, storages } from "../storage/slices.ts";
import { bar } from "./bar.ts";
import { bytes, percent } from "./figures.ts";
import { type Html, html } from "./html.ts";
import { section } from "./section.ts";
import type { View } from "./view.ts";

/** Most lines that are listed. */
const most = 60;

const head = html`<th>Storage<th class="wide">Type<th>Used<th class="number">Share`;

export function storageSection(cluster: Cluster, view: View): Html {
  const places = [...cluster.state.table(storages).all()].flatMap((storage) => placesOf(cluster, storage, view));
  return section({
    id: "storage",
    title: "Storage",
    head,
    rows: places.slice(0, most).map(([storage, node]) => row(cluster, storage, node)),
    more: places.length - most,
    none: "There is no such storage.",
  });
}

/** Nodes on which a storage is told of: of a shared one the first that is up. */
function placesOf(cluster: Cluster, storage: Storage, view: View): readonly (readonly [Storage, string])[] {
  const all = [...cluster.state.table(nodes).all()].filter(
    ({ name }) => isOnNode(storage, name) && (view.node === undefined || view.node === name),
  );
  const told = storage.shared ? [all.find(({ online }) => online) ?? all[0]] : all;
  return told.flatMap((node) => (node ? [[storage, node.name] as const] : []));
}

function row(cluster: Cluster, storage: Storage, node: string): Html {
  const { status, maxdisk = 0, disk = 0 } = storageResource(cluster, storage, node);
  const where = storage.shared ? "shared" : node;
  const name = html`<td><b>${storage.storage}</b> <small>${where}</small><td class="wide short">${storage.type}`;
  if (status !== "available") {
    return html`<tr>${name}<td class="idle" colspan="2">${storage.disabled ? "disabled" : "not reachable"}</tr>`;
  }
  const share = maxdisk === 0 ? 0 : disk / maxdisk;
  return html`<tr>${name}<td class="meter">${bar(share)}<small>${bytes(disk)} of ${bytes(maxdisk)}</small><td class="number">${percent(share)}</tr>
`;
}
