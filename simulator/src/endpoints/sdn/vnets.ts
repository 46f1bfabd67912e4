/** The networks of a zone. */
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { digest } from "../../schema/common.ts";
import { boolean, choice, formatted, integer, optional, string } from "../../schema/schema.ts";
import { sectionNamed, staged } from "../../sdn/config.ts";
import { changing, lockToken } from "../../sdn/lock.ts";
import { demandFit, demandVnet, subnetsOf, vnetNamed } from "../../sdn/vnets.ts";
import { changedSettings, demandUnchanged, readBack, settingsOf } from "../../sections/section-file.ts";
import { entriesSeen, soon, view } from "./view.ts";

const readers = ["SDN.Audit", "SDN.Allocate"];
const vnet = formatted("pve-sdn-vnet-id");
const token = { "lock-token": lockToken() };
const options = {
  alias: optional(string({ maxLength: 256, pattern: "(?^i:[\\(\\)-_.\\w\\d\\s]{0,256})" })),
  "isolate-ports": optional(boolean()),
  tag: optional(integer({ minimum: 1, maximum: 16_777_215 })),
  vlanaware: optional(boolean()),
};

export const listVnets = endpoint({
  method: "GET",
  path: "/cluster/sdn/vnets",
  permission: everyone,
  parameters: view,
  run: ({ cluster, caller, parameters }) =>
    entriesSeen(cluster, "vnets", parameters)
      .filter(([id, entry]) => caller.can(`/sdn/zones/${soon(entry, "zone")}/${id}`, readers, { any: true }))
      .map(([id, entry]) => ({ ...entry, vnet: id })),
});

export const readVnet = endpoint({
  method: "GET",
  path: "/cluster/sdn/vnets/{vnet}",
  permission: everyone,
  parameters: { ...view, vnet },
  run({ cluster, caller, parameters }) {
    demandVnet(cluster, caller, parameters.vnet, readers);
    const found = entriesSeen(cluster, "vnets", parameters).find(([id]) => id === parameters.vnet);
    if (!found) throw refusal(`sdn vnet '${parameters.vnet}' does not exist`);
    return { ...found[1], vnet: parameters.vnet };
  },
});

export const createVnet = endpoint({
  method: "POST",
  path: "/cluster/sdn/vnets",
  permission: must(privileged("/sdn/zones/{zone}", "SDN.Allocate")),
  parameters: { ...options, ...token, type: optional(choice("vnet")), vnet, zone: string() },
  run({ cluster, parameters: { vnet: id, type: _, "lock-token": token, ...given } }) {
    return changing(cluster, "create sdn vnet object failed", token, () => {
      if (sectionNamed(cluster, "vnets", id)) throw refusal(`sdn vnet object ID '${id}' already defined`);
      const section = { id, type: "vnet", settings: readBack(settingsOf(given)) };
      demandFit(cluster, section);
      cluster.state.table(staged.vnets).put(id, section);
      return null;
    });
  },
});

export const updateVnet = endpoint({
  method: "PUT",
  path: "/cluster/sdn/vnets/{vnet}",
  permission: everyone,
  parameters: {
    ...options,
    ...token,
    delete: optional(formatted("pve-configid-list", { maxLength: 4096 })),
    digest: digest(),
    vnet,
    zone: optional(string()),
  },
  run({ cluster, caller, parameters: { vnet: id, "lock-token": token, delete: remove, digest: seen, ...given } }) {
    demandVnet(cluster, caller, id, ["SDN.Allocate"]);
    return changing(cluster, "update sdn vnet object failed", token, () => {
      demandUnchanged(cluster, staged.vnets, seen);
      const before = vnetNamed(cluster, id);
      const known = new Set([...Object.keys(options), "zone"]);
      const set = settingsOf(given);
      const settings = changedSettings(before.settings, { set, remove, known, required: ["zone"] });
      if (!settings.zone) throw invalidParameters({ zone: "cannot delete zone" });
      if (settings.zone !== before.settings.zone && subnetsOf(cluster, id).length > 0) {
        throw invalidParameters({ zone: "can't change zone if subnets exist" });
      }
      demandFit(cluster, { ...before, settings });
      cluster.state.table(staged.vnets).put(id, { ...before, settings });
      return null;
    });
  },
});

export const deleteVnet = endpoint({
  method: "DELETE",
  path: "/cluster/sdn/vnets/{vnet}",
  permission: everyone,
  parameters: { ...token, vnet },
  run({ cluster, caller, parameters: { vnet: id, "lock-token": token } }) {
    demandVnet(cluster, caller, id, ["SDN.Allocate"]);
    return changing(cluster, "delete sdn vnet object failed", token, () => {
      if (subnetsOf(cluster, id).length > 0) throw invalidParameters({ vnet: "Can't delete vnet if subnets exists" });
      cluster.state.table(staged.vnets).remove(id);
      return null;
    });
  },
});
