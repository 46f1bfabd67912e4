import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { readAddress } from "../../network/ip.ts";
import { everyone } from "../../permission/rule.ts";
import { type Fields, formatted, integer, optional, string } from "../../schema/schema.ts";
import { addressList, type ListedSubnet } from "../../sdn/address-list.ts";
import { immediate, runningSection, runningSections } from "../../sdn/config.ts";
import { ipams as allIpams, ipamTypes } from "../../sdn/ipams.ts";
import { isWithin, placeOf } from "../../sdn/subnets.ts";
import { sectionEndpoints } from "./sections.ts";

const options = {
  fingerprint: optional(string({ pattern: "([A-Fa-f0-9]{2}:){31}[A-Fa-f0-9]{2}" })),
  section: optional(integer()),
  token: optional(string()),
  url: optional(string()),
} as const satisfies Fields;

/** The network in which a listed subnet runs. */
function vnetOf(cluster: Cluster, { zone, cidr }: ListedSubnet): string | undefined {
  const first = readAddress(cidr.split("/")[0] ?? "");
  const subnet = runningSections(cluster, "subnets").find(
    ({ id }) => placeOf(id).zone === zone && isWithin(placeOf(id).cidr, first),
  );
  return subnet && String(subnet.settings.vnet);
}

const status = endpoint({
  method: "GET",
  path: "/cluster/sdn/ipams/{ipam}/status",
  permission: everyone,
  parameters: { ipam: formatted("pve-sdn-ipam-id") },
  run({ cluster, caller, parameters: { ipam } }) {
    if (ipam !== "pve") throw refusal("Currently only PVE IPAM is supported!");
    return [...cluster.state.table(addressList).all()].flatMap((subnet) => {
      const { zone, cidr, ips } = subnet;
      const settings = runningSection(cluster, "zones", zone)?.settings;
      const vnet = vnetOf(cluster, subnet);
      if (settings?.ipam !== "pve" || !settings.dhcp || vnet === undefined) return [];
      if (!caller.can(`/sdn/zones/${zone}/${vnet}`, ["SDN.Audit", "SDN.Allocate"], { any: true })) return [];
      return Object.entries(ips).map(([ip, holder]) => ({ ...holder, zone, subnet: cidr, ip, vnet }));
    });
  },
});

export const ipams = [
  ...sectionEndpoints({
    name: "ipam",
    plural: "ipams",
    file: immediate.ipams,
    types: ipamTypes,
    options,
    all: allIpams,
    removalFails: "delete sdn zone object failed",
    without: "asking others' servers: each one counts as working, and is told nothing",
  }),
  status,
];
