import type { Guest, Lab } from "../lab.ts";
import { fullName } from "./names.ts";
import { servicesOf } from "./services.ts";

/** A group of what a browser can open. */
export interface LinkGroup {
  readonly title: string;
  readonly links: readonly Link[];
}

export interface Link {
  readonly name: string;
  readonly url: string;
  /** The guest it runs on, in Proxmox's own interface; absent for a node. */
  readonly proxmox?: string;
}

/** What a browser can open: services by pool, then what is in no pool, then the nodes. Empty groups are left out. */
export function links(lab: Lab): readonly LinkGroup[] {
  const pools = (lab.site.pools ?? []).map(({ name, comment }) => ({
    title: comment,
    links: lab.guests.filter((guest) => poolOf(guest) === name).flatMap((guest) => linksOf(lab, guest)),
  }));
  const others = lab.guests.filter((guest) => poolOf(guest) === undefined).flatMap((guest) => linksOf(lab, guest));
  const nodes = lab.nodes.map(({ name, address }) => ({ name, url: `https://${address}:8006/` }));
  return [...pools, { title: "Others", links: others }, { title: "Proxmox", links: nodes }].filter(
    (group) => group.links.length > 0,
  );
}

/** The services of a guest that have a page. */
export function linksOf(lab: Lab, guest: Guest): readonly Link[] {
  return servicesOf(guest).flatMap(({ name, web }) =>
    web === undefined
      ? []
      : {
          name,
          url: `http://${fullName(lab, guest.name)}:${web.port}${web.path ?? "/"}`,
          proxmox: inProxmox(lab, guest),
        },
  );
}

/** Proxmox's interface keeps what is selected behind the #. */
function inProxmox({ site }: Lab, { kind, id }: Guest): string {
  return `${new URL(site.endpoint).origin}/#v1:0:=${kind === "lxc" ? "lxc" : "qemu"}%2F${id}`;
}

function poolOf(guest: Guest): string | undefined {
  return guest.kind === "lxc" ? guest.pool : undefined;
}
