import { roughSize } from "../bytes.ts";
import type { Rule } from "../draft.ts";
import { type Fault, place } from "../fault.ts";
import { collisions } from "./collisions.ts";

/** Each node, and the qdevice, has an address of its own. */
export const uniqueNodeAddresses: Rule = ({ nodes, networks, site }) => {
  const { source } = site;
  const qdevice = site.value.proxmox?.quorum?.qdevice;
  const claims = [
    ...[...networks.values()].flatMap(({ name, gateway }) =>
      gateway ? claim(gateway, `the gateway of ${name}`, ["networks", name, "gateway"]) : [],
    ),
    ...[...nodes.values()].map(({ name, address }) => claim(address, `node ${name}`, ["nodes", name, "address"])),
    ...(qdevice ? [claim(qdevice, "the qdevice", ["proxmox", "quorum", "qdevice"])] : []),
  ];
  return collisions(claims).map(({ taker, owner }) =>
    source.fault(taker.path, `${taker.address} is taken by ${owner.what} (${place(source.at(owner.path))})`),
  );
};

function claim(address: string, what: string, path: readonly string[]) {
  return { key: address, owner: { address, what, path } };
}

/** Something is left for guests after Proxmox and the ZFS cache took their memory. */
export const memoryForGuests: Rule = ({ nodes, site }) =>
  [...nodes.values()].flatMap(({ name, memory: { total, reserve, arc } }): Fault[] => {
    if (total > reserve + arc) return [];
    const kept = `reserve ${roughSize(reserve)}${arc > 0 ? ` and arc ${roughSize(arc)}` : ""}`;
    return [
      site.source.fault(["nodes", name, "memory"], `nothing of ${roughSize(total)} is left for guests after ${kept}`),
    ];
  });
