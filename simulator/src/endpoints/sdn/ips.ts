/** Addresses that are reserved in a network. */
import { isIPv4 } from "node:net";
import { endpoint } from "../../kernel/endpoint.ts";
import { must, privileged } from "../../permission/rule.ts";
import { vmid } from "../../schema/common.ts";
import { formatted, optional } from "../../schema/schema.ts";
import { addressesOf } from "../../sdn/address-list.ts";
import { giveAddressBack, takeAddress } from "../../sdn/managed.ts";
import { vnetNamed } from "../../sdn/vnets.ts";

const path = "/cluster/sdn/vnets/{vnet}/ips";
const permission = must(privileged("/sdn/zones/{zone}/{vnet}", "SDN.Allocate"));
const parameters = {
  ip: formatted("ip"),
  mac: optional(formatted("mac-addr")),
  vnet: formatted("pve-sdn-vnet-id"),
  zone: formatted("pve-sdn-zone-id"),
};

export const createIp = endpoint({
  method: "POST",
  path,
  permission,
  parameters,
  run({ cluster, parameters: { vnet, ip, mac } }) {
    takeAddress(cluster, vnet, ip, mac === undefined ? {} : { mac });
    return null;
  },
});

/** Moves what a MAC address has to another address. */
export const updateIp = endpoint({
  method: "PUT",
  path,
  permission,
  parameters: { ...parameters, vmid: optional(vmid()) },
  run({ cluster, parameters: { vnet, ip, mac, vmid } }) {
    const held = addressesOf(cluster, String(vnetNamed(cluster, vnet).settings.zone), mac ?? "");
    const old = held.find((one) => isIPv4(one) === isIPv4(ip));
    if (old !== undefined) giveAddressBack(cluster, vnet, old);
    takeAddress(cluster, vnet, ip, { ...(vmid !== undefined && { vmid }), ...(mac !== undefined && { mac }) });
    return null;
  },
});

export const deleteIp = endpoint({
  method: "DELETE",
  path,
  permission,
  parameters,
  run({ cluster, parameters: { vnet, ip } }) {
    giveAddressBack(cluster, vnet, ip);
    return null;
  },
});
