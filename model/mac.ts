import { createHash } from "node:crypto";

/**
 * MAC address of a guest's network card, upper case. It follows from site and VMID alone, so it survives every other
 * change. The last four octets are the VMID, so two guests of a site cannot share one; the first two come from the
 * site's name, with the bits set that mark a locally administered unicast address (IEEE 802, RFC 9542 §2.1).
 */
export function macOf(site: string, vmid: number): string {
  const octets = Buffer.alloc(6);
  createHash("sha256").update(site).digest().copy(octets, 0, 0, 2);
  octets[0] = ((octets[0] ?? 0) & 0b1111_1100) | 0b10;
  octets.writeUInt32BE(vmid, 2);
  return (octets.toString("hex").toUpperCase().match(/../g) ?? []).join(":");
}
