import { holds, parseSubnet, toNumber } from "../addresses.ts";
import type { Draft, Rule } from "../draft.ts";
import { type Fault, place } from "../fault.ts";
import type { Storage } from "../lab.ts";
import { collisions } from "./collisions.ts";

/** Folders that are the node's own: a storage there would fill or hide them. */
const systemFolders = ["bin", "boot", "dev", "etc", "lib", "lib64", "proc", "root", "run", "sbin", "sys", "usr"];

/** A storage is where Proxmox will find it again under the same words, and where nothing else is. */
export const storagesHaveAPlace: Rule = (draft) => [
  ...[...draft.storages.values()].flatMap((storage) => [...ownPlace(draft, storage), ...saidTwice(draft, storage)]),
  ...shared(draft),
];

function ownPlace({ site }: Draft, storage: Storage): Fault[] {
  const { name, type, path, pool } = storage;
  const fault = (key: string, message: string) => [site.source.fault(["storages", name, key], message)];
  if (name === "local" && (type !== "dir" || path !== "/var/lib/vz")) {
    const at = path === undefined ? ["storages", name] : ["storages", name, "path"];
    return [
      {
        at: site.source.keyAt(at),
        message: "local is Proxmox's own: a dir storage at /var/lib/vz; give this one another name",
      },
    ];
  }
  if (path !== undefined) {
    if (path === "/" || systemFolders.includes(path.split("/")[1] ?? ""))
      return fault("path", `path ${path} belongs to the node's system`);
    if (/\/$|\/\/|\/\.{1,2}(\/|$)/.test(path))
      return fault("path", `path ${path} is not written plainly; leave out //, dots and a last slash`);
  }
  if (type === "lvmthin" && pool !== undefined && !/^[^/]+\/[^/]+$/.test(pool))
    return fault("pool", `pool ${pool} is no thin pool; write <volume group>/<thin pool>, such as pve/data`);
  if (type === "zfspool" && pool !== undefined && !/^[A-Za-z][\w.-]*(\/[\w.-]+)*$/.test(pool))
    return fault("pool", `pool ${pool} is no name of a ZFS pool or dataset; write one such as tank or tank/disks`);
  return [];
}

function saidTwice({ site }: Draft, storage: Storage): Fault[] {
  return (["content", "nodes"] as const).flatMap((key) =>
    storage[key].flatMap((word, index) =>
      storage[key].indexOf(word as never) < index
        ? [site.source.fault(["storages", storage.name, key, index], `${word} stands there already`)]
        : [],
    ),
  );
}

/** Two storages in one place of a node would each count, and fill, the other's room. */
function shared({ site, storages }: Draft): Fault[] {
  const claims = [...storages.values()].flatMap((storage) => {
    const where = storage.path ?? storage.pool;
    if (where === undefined) return [];
    return [...new Set(storage.nodes)].map((node) => ({ key: `${storage.type} ${where} ${node}`, owner: storage }));
  });
  const each = new Map(collisions(claims).map((one) => [`${one.taker.name} ${one.owner.name}`, one]));
  return [...each.values()].map(({ taker, owner }) => {
    const key = taker.path === undefined ? "pool" : "path";
    const other = place(site.source.at(["storages", owner.name, key]));
    return site.source.fault(
      ["storages", taker.name, key],
      `${key} ${taker.path ?? taker.pool} is that of ${owner.name} already (${other})`,
    );
  });
}

/** Who manages the lab is a user of its own: root@pam cannot be restricted. */
export const restrictedUser: Rule = ({ site }) =>
  site.value.access?.user === "root@pam"
    ? [
        site.source.fault(
          ["access", "user"],
          "root@pam may do everything, and cannot be restricted; name a user of the lab's own, such as strata@pve",
        ),
      ]
    : [];

/** Proxmox keeps three name servers of a node. */
const mostServers = 3;

/** A node is told the name servers of the network that it stands in. */
export const serversForNodes: Rule = ({ site, networks, nodes }) =>
  [...networks.values()].flatMap(({ name, subnet, dns }) => {
    const range = parseSubnet(subnet);
    const stands = range && [...nodes.values()].find(({ address }) => holds(range, toNumber(address)));
    if (!stands || dns.length <= mostServers) return [];
    const message = `${stands.name} stands in this network, and Proxmox keeps ${mostServers} name servers of a node; leave out one`;
    return [site.source.fault(["networks", name, "dns", mostServers], message)];
  });

/** What the provider has no resource for is set by root. */
export const notificationsHaveRoot: Rule = ({ site }) =>
  site.value.notifications && site.value.access && !site.value.access.root
    ? [
        {
          at: site.source.keyAt(["notifications"]),
          message: "notifications are set by root over SSH; name root's key in access.root",
        },
      ]
    : [];

/** /etc/hosts of every node names every node. */
export const nodesHaveNames: Rule = ({ site, nodes }) =>
  [...nodes.keys()].flatMap((name) =>
    /^(localhost|ip6-.*)$/.test(name)
      ? [
          {
            at: site.source.keyAt(["nodes", name]),
            message: `${name} is what every machine calls itself; a node needs a name of its own`,
          },
        ]
      : [],
  );
