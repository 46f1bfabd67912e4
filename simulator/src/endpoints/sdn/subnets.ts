/** The subnets of a network. */
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { everyone } from "../../permission/rule.ts";
import { digest } from "../../schema/common.ts";
import { boolean, choice, formatted, list, optional, string } from "../../schema/schema.ts";
import { sectionNamed, staged } from "../../sdn/config.ts";
import { changing, lockToken } from "../../sdn/lock.ts";
import { dropSubnet, keepSubnet } from "../../sdn/managed.ts";
import type { Compared } from "../../sdn/pending.ts";
import { demandWithin, placeOf, rangesOf, subnetId, subnetNamed } from "../../sdn/subnets.ts";
import { demandVnet, vnetNamed } from "../../sdn/vnets.ts";
import { changedSettings, demandUnchanged, readBack, settingsOf } from "../../sections/section-file.ts";
import { entriesSeen, view } from "./view.ts";

const readers = ["SDN.Audit", "SDN.Allocate"];
const vnet = formatted("pve-sdn-vnet-id");
const subnet = formatted("pve-sdn-subnet-id");
const token = { "lock-token": lockToken() };
const options = {
  "dhcp-dns-server": optional(formatted("ip")),
  "dhcp-range": optional(list(formatted("pve-sdn-dhcp-range"))),
  dnszoneprefix: optional(formatted("dns-name")),
  gateway: optional(formatted("ip")),
  snat: optional(boolean()),
};

/** What the name says stands beside the settings; what is leased is told as objects, unless it waits. */
const shown = (id: string, entry: Compared) => ({
  ...entry,
  ...placeOf(id),
  subnet: id,
  "dhcp-range": rangesOf(entry["dhcp-range"]),
});

export const listSubnets = endpoint({
  method: "GET",
  path: "/cluster/sdn/vnets/{vnet}/subnets",
  permission: everyone,
  parameters: { ...view, vnet },
  run({ cluster, caller, parameters }) {
    demandVnet(cluster, caller, parameters.vnet, readers);
    return entriesSeen(cluster, "subnets", parameters)
      .filter(([, entry]) => entry.vnet === parameters.vnet)
      .map(([id, entry]) => shown(id, entry));
  },
});

export const readSubnet = endpoint({
  method: "GET",
  path: "/cluster/sdn/vnets/{vnet}/subnets/{subnet}",
  permission: everyone,
  parameters: { ...view, vnet, subnet },
  run({ cluster, caller, parameters }) {
    demandVnet(cluster, caller, parameters.vnet, readers);
    const found = entriesSeen(cluster, "subnets", parameters).find(([id]) => id === parameters.subnet);
    if (!found) throw refusal(`sdn subnet '${parameters.subnet}' does not exist`);
    if (found[1].vnet !== parameters.vnet) throw invalidParameters({ vnet: "wrong vnet" });
    return shown(parameters.subnet, found[1]);
  },
});

export const createSubnet = endpoint({
  method: "POST",
  path: "/cluster/sdn/vnets/{vnet}/subnets",
  permission: everyone,
  parameters: { ...options, ...token, subnet, type: choice("subnet"), vnet: string() },
  run({ cluster, caller, parameters: { subnet: cidr, type, "lock-token": token, ...given } }) {
    demandVnet(cluster, caller, given.vnet, ["SDN.Allocate"]);
    return changing(cluster, "create sdn subnet object failed", token, () => {
      const id = subnetId(String(vnetNamed(cluster, given.vnet).settings.zone), cidr);
      if (sectionNamed(cluster, "subnets", id)) throw refusal(`sdn subnet object ID '${id}' already defined`);
      const section = { id, type, settings: readBack(settingsOf(given)) };
      demandWithin(cluster, section);
      keepSubnet(cluster, section);
      cluster.state.table(staged.subnets).put(id, section);
      return null;
    });
  },
});

export const updateSubnet = endpoint({
  method: "PUT",
  path: "/cluster/sdn/vnets/{vnet}/subnets/{subnet}",
  permission: everyone,
  parameters: {
    ...options,
    ...token,
    delete: optional(formatted("pve-configid-list", { maxLength: 4096 })),
    digest: digest(),
    subnet,
    vnet: optional(string()),
  },
  run({ cluster, caller, parameters: { subnet: id, "lock-token": token, delete: remove, digest: seen, ...given } }) {
    demandVnet(cluster, caller, given.vnet ?? "", ["SDN.Allocate"]);
    return changing(cluster, "update sdn subnet object failed", token, () => {
      const before = subnetNamed(cluster, id);
      demandUnchanged(cluster, staged.subnets, seen);
      const known = new Set([...Object.keys(options), "vnet"]);
      const set = settingsOf(given);
      const section = {
        ...before,
        settings: changedSettings(before.settings, { set, remove, known, required: ["vnet"] }),
      };
      demandWithin(cluster, section);
      keepSubnet(cluster, section, before);
      cluster.state.table(staged.subnets).put(id, section);
      return null;
    });
  },
});

export const deleteSubnet = endpoint({
  method: "DELETE",
  path: "/cluster/sdn/vnets/{vnet}/subnets/{subnet}",
  permission: everyone,
  parameters: { ...token, subnet, vnet },
  run({ cluster, caller, parameters: { subnet: id, vnet, "lock-token": token } }) {
    const { settings } = demandVnet(cluster, caller, vnet, ["SDN.Allocate"]);
    return changing(cluster, "delete sdn subnet object failed", token, () => {
      dropSubnet(cluster, String(settings.zone), id);
      cluster.state.table(staged.subnets).remove(id);
      return null;
    });
  },
});
