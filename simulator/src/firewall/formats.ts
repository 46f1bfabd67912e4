/** Formats of the firewall's parameters. */
import { registerFormat } from "../schema/formats.ts";
import { networkFault, networkOrAliasFault, readAddressList } from "./addresses.ts";
import { checkPorts, helpersFault, icmpTypeFault, protocolFault } from "./ports.ts";
import { faultIn } from "./spec-error.ts";

registerFormat("IPorCIDR", networkFault);
registerFormat("IPorCIDRorAlias", networkOrAliasFault);
registerFormat("pve-fw-addr-spec", (text) => faultIn(() => readAddressList(text)));
registerFormat("pve-fw-sport-spec", (text) => faultIn(() => checkPorts(text, false)));
registerFormat("pve-fw-dport-spec", (text) => faultIn(() => checkPorts(text, true)));
registerFormat("pve-fw-protocol-spec", protocolFault);
registerFormat("pve-fw-icmp-type-spec", icmpTypeFault);
registerFormat("pve-fw-conntrack-helper", helpersFault);
