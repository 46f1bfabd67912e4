/** Text formats of the software-defined network. Source: PVE::Network::SDN, where each module registers its own. */
import { checkFormat, registerFormat } from "../schema/formats.ts";
import { PropertyStringError, parseProperties } from "../schema/property-string.ts";
import { string } from "../schema/schema.ts";

/** A name in letters and digits. @param longest undefined for any length */
function identifier(kind: string, pattern: RegExp, longest: number | undefined): void {
  registerFormat(`pve-sdn-${kind}-id`, (text) => {
    if (!pattern.test(text)) return `${kind} ID '${text}' contains illegal characters`;
    return longest !== undefined && text.length > longest
      ? `${kind} ID '${text}' can't be more length than ${longest} characters`
      : undefined;
  });
}

const word = /^[a-z][a-z0-9]*[a-z0-9]$/i;

identifier("zone", word, 8);
identifier("vnet", word, 8);
identifier("ipam", word, undefined);
identifier("dns", word, undefined);
identifier("controller", /^[a-z][a-z0-9_-]*[a-z0-9]$/i, 64);

registerFormat("pve-sdn-fabric-id", (text) =>
  /^[a-zA-Z0-9][a-zA-Z0-9-]{0,6}[a-zA-Z0-9]?$/.test(text)
    ? undefined
    : `Fabric ID '${text}' contains illegal characters`,
);

/** A network such as `10.0.0.0/24`, or the subnet's name `zone-10.0.0.0-24`. */
registerFormat("pve-sdn-subnet-id", (text) => {
  const [, ip = "", mask = ""] = text.split("-");
  return checkFormat("CIDR", text.includes("/") ? text : `${ip}/${mask}`);
});

/** The ends of a range that is leased; whether they are addresses is looked at with the subnet. */
export const dhcpRange = { "start-address": string(), "end-address": string() } as const;

registerFormat("pve-sdn-dhcp-range", (text) => {
  try {
    parseProperties(dhcpRange, text);
    return undefined;
  } catch (error) {
    if (error instanceof PropertyStringError) return error.message;
    throw error;
  }
});

registerFormat("pve-sdn-bgp-rt", (text) => {
  const [, asn, id] = /^(\d+):(\d+)$/.exec(text) ?? [];
  return asn !== undefined && Number(asn) < 2 ** 32 && Number(id) < 2 ** 32
    ? undefined
    : "value does not look like a valid bgp route-target";
});

registerFormat("pve-sdn-isis-net", (text) =>
  /^[a-fA-F0-9]{2}(\.[a-fA-F0-9]{4}){3,9}\.[a-fA-F0-9]{2}$/.test(text)
    ? undefined
    : "value does not look like a valid isis net",
);
