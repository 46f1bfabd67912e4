/** Network cards that cloud-init is told of: those with an `ipconfig` of their number. */
import type { Config } from "../../guests/guest.ts";
import { parseIpConfig } from "../options/cloud-init.ts";
import { parseNet } from "../options/network.ts";

/** @returns in Proxmox's order, which is that of the names: net0, net1, net10, net2 */
export const toldCards = (config: Config) =>
  Object.keys(config)
    .filter((name) => /^net\d+$/.test(name))
    .sort()
    .flatMap((name) => {
      const index = name.slice("net".length);
      const addresses = config[`ipconfig${index}`];
      if (!addresses) return [];
      const mac = (parseNet(String(config[name])).macaddr ?? "").toLowerCase();
      return [{ name: `eth${index}`, mac, ...parseIpConfig(String(addresses)) }];
    });

/** `192.168.1.5/24` as address and mask. */
export function withMask(cidr: string): { readonly address: string; readonly mask: string } {
  const [address = "", prefix = "32"] = cidr.split("/");
  const bits = (0xffffffff << (32 - Number(prefix))) >>> 0;
  return { address, mask: [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join(".") };
}
