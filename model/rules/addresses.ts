import { holds, parseSubnet, toNumber } from "../addresses.ts";
import type { Draft, GuestDraft, Rule } from "../draft.ts";
import { place } from "../fault.ts";
import type { Network } from "../lab.ts";
import { collisions } from "./collisions.ts";
import { settledFirst } from "./settled-first.ts";

/** No two guests have one address. */
export const uniqueAddresses: Rule = (draft) => {
  const claims = settledFirst(draft.guests).flatMap((owner) =>
    owner.address === undefined ? [] : [{ key: owner.address, owner }],
  );
  return collisions(claims).map(({ taker, owner }) =>
    taker.source.fault(
      ["address"],
      `${taker.address} is taken by ${owner.name} (${place(owner.source.at(["address"]))})`,
    ),
  );
};

/** A guest's address lies in its network and belongs to nothing else there. */
export const usableAddresses: Rule = (draft) => {
  const owned = ownedAddresses(draft);
  return draft.guests.flatMap((guest) => {
    const trouble = unusable(draft, guest, owned);
    return trouble ? guest.source.fault(["address"], `${guest.address} ${trouble}`) : [];
  });
};

function unusable(draft: Draft, { address, network }: GuestDraft, owned: ReadonlyMap<string, string>) {
  const subnet = network && parseSubnet(network.subnet);
  if (address === undefined || !subnet) return undefined;
  const number = toNumber(address);
  if (!holds(subnet, number)) return `is outside ${network.name} (${network.subnet})`;
  if (number === subnet.first) return `is the address of ${network.name} itself (${network.subnet})`;
  if (number === subnet.last) return `is the broadcast address of ${network.name} (${network.subnet})`;
  return owned.get(address) ?? reserved(draft, network, number);
}

function reserved(draft: Draft, network: Network, number: number): string | undefined {
  const index = network.reserved.findIndex(({ first, last }) =>
    holds({ first: toNumber(first), last: toNumber(last) }, number),
  );
  const range = network.reserved[index];
  if (!range) return undefined;
  const at = where(draft, ["networks", network.name, "reserved", index]);
  return `is reserved in ${network.name}: ${range.first}-${range.last}${at}`;
}

/** Addresses that the site's file gives to something that is no guest, and what that is. */
function ownedAddresses(draft: Draft): Map<string, string> {
  const owned = new Map<string, string>();
  const { qdevice } = draft.site.value.proxmox?.quorum ?? {};
  if (qdevice) owned.set(qdevice, `belongs to the qdevice${where(draft, ["proxmox", "quorum", "qdevice"])}`);
  for (const { name, gateway } of draft.networks.values())
    if (gateway) owned.set(gateway, `is the gateway of ${name}${where(draft, ["networks", name, "gateway"])}`);
  for (const { name, address } of draft.nodes.values())
    owned.set(address, `belongs to node ${name}${where(draft, ["nodes", name, "address"])}`);
  return owned;
}

function where({ site }: Draft, path: readonly PropertyKey[]): string {
  return ` (${place(site.source.at(path))})`;
}
