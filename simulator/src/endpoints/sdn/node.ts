/** What runs of the software-defined network on a node. */
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters } from "../../kernel/error.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { formatted, string } from "../../schema/schema.ts";
import { bridgePorts } from "../../sdn/bridges.ts";
import { runningSection } from "../../sdn/config.ts";
import { runningFabric } from "../../sdn/fabrics.ts";
import { vnetStatus, vnetsIn, zoneStatus, zonesOn } from "../../sdn/status.ts";
import { demandVnet } from "../../sdn/vnets.ts";
import { reaches } from "../../sdn/zones.ts";

const zone = formatted("pve-sdn-zone-id");
const vnet = formatted("pve-sdn-vnet-id");
const fabric = formatted("pve-sdn-fabric-id");
const auditsZone = must(privileged("/sdn/zones/{zone}", "SDN.Audit"));
const auditsFabric = must(privileged("/sdn/fabrics/{fabric}", "SDN.Audit"));
const silent = "routes that are learned: no packet goes through the network, so nobody is heard of";

export const nodeSdn = endpoint({
  method: "GET",
  path: "/nodes/{node}/sdn",
  permission: everyone,
  run: () => ["fabrics", "vnets", "zones"].map((name) => ({ name })),
});

export const nodeZones = endpoint({
  method: "GET",
  path: "/nodes/{node}/sdn/zones",
  permission: everyone,
  run: ({ cluster, parameters: { node } }) =>
    zonesOn(cluster, node).map((one) => ({ zone: one.id, status: zoneStatus(cluster, node, one) })),
});

export const nodeZone = endpoint({
  method: "GET",
  path: "/nodes/{node}/sdn/zones/{zone}",
  permission: auditsZone,
  parameters: { zone },
  run: () => ["content", "bridges", "ip-vrf"].map((subdir) => ({ subdir })),
});

export const nodeZoneContent = endpoint({
  method: "GET",
  path: "/nodes/{node}/sdn/zones/{zone}/content",
  permission: auditsZone,
  parameters: { zone },
  run({ cluster, parameters: { node, zone } }) {
    const found = zonesOn(cluster, node).find(({ id }) => id === zone);
    if (!found) return [];
    const { status, statusmsg = null } = vnetStatus(cluster, node, found);
    return vnetsIn(cluster, zone).map(({ id }) => ({ vnet: id, status, statusmsg }));
  },
});

export const nodeBridges = endpoint({
  method: "GET",
  path: "/nodes/{node}/sdn/zones/{zone}/bridges",
  permission: auditsZone,
  parameters: { zone: string() },
  without: "VLANs of each port",
  run({ cluster, caller, parameters: { node, zone } }) {
    return bridgePorts(cluster, node, zone).filter(({ name }) =>
      caller.can(`/sdn/zones/${zone}/${name}`, ["SDN.Audit", "SDN.Allocate"], { any: true }),
    );
  },
});

export const nodeIpVrf = endpoint({
  method: "GET",
  path: "/nodes/{node}/sdn/zones/{zone}/ip-vrf",
  permission: auditsZone,
  parameters: { zone: string() },
  without: silent,
  run({ cluster, parameters: { node, zone } }) {
    const found = runningSection(cluster, "zones", zone);
    if (!found) throw invalidParameters({ zone: "zone does not exist" });
    if (found.type !== "evpn") throw invalidParameters({ zone: "zone is not an EVPN zone" });
    if (!reaches(found, node)) throw invalidParameters({ zone: `zone does not exist on node ${node}` });
    return [];
  },
});

export const nodeVnet = endpoint({
  method: "GET",
  path: "/nodes/{node}/sdn/vnets/{vnet}",
  permission: everyone,
  parameters: { vnet },
  run({ cluster, caller, parameters }) {
    demandVnet(cluster, caller, parameters.vnet, ["SDN.Audit"]);
    return [{ subdir: "mac-vrf" }];
  },
});

export const nodeMacVrf = endpoint({
  method: "GET",
  path: "/nodes/{node}/sdn/vnets/{vnet}/mac-vrf",
  permission: everyone,
  parameters: { vnet },
  without: silent,
  run({ cluster, caller, parameters: { node, vnet } }) {
    demandVnet(cluster, caller, vnet, ["SDN.Audit"]);
    const found = runningSection(cluster, "vnets", vnet);
    if (!found) throw invalidParameters({ vnet: "vnet does not exist" });
    const id = String(found.settings.zone);
    const around = runningSection(cluster, "zones", id);
    if (!around) throw invalidParameters({ zone: `zone ${id} does not exist` });
    if (around.type !== "evpn") throw invalidParameters({ zone: `zone ${id} is not an EVPN zone.` });
    if (!reaches(around, node)) {
      throw invalidParameters({ zone: `zone ${id} of vnet ${vnet} does not exist on node ${node}` });
    }
    return [];
  },
});

export const nodeFabric = endpoint({
  method: "GET",
  path: "/nodes/{node}/sdn/fabrics/{fabric}",
  permission: auditsFabric,
  parameters: { fabric },
  run: () => ["neighbors", "routes"].map((subdir) => ({ subdir })),
});

const learned = (what: "routes" | "neighbors" | "interfaces") =>
  endpoint({
    method: "GET",
    path: `/nodes/{node}/sdn/fabrics/{fabric}/${what}`,
    permission: auditsFabric,
    parameters: { fabric },
    without: silent,
    run({ cluster, parameters }) {
      runningFabric(cluster, parameters.fabric);
      return [];
    },
  });

export const nodeFabricStates = [learned("routes"), learned("neighbors"), learned("interfaces")];
