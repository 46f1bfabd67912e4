/** The user data that Proxmox writes for cloud-init. Source: cloudinit_userdata of PVE::QemuServer::Cloudinit. */
import type { Guest } from "../../guests/guest.ts";
import { hostNames } from "./names.ts";

export function userData(guest: Guest): string {
  const { host, full } = hostNames(guest);
  const { ciuser, cipassword, sshkeys, ciupgrade } = guest.config;
  const lines = [
    "#cloud-config",
    `hostname: ${host}`,
    "manage_etc_hosts: true",
    `fqdn: ${full}`,
    ...(ciuser === undefined ? [] : [`user: ${ciuser}`]),
    ...(ciuser === "root" ? ["disable_root: False"] : []),
    ...(cipassword === undefined ? [] : [`password: ${cipassword}`]),
    ...(sshkeys === undefined ? [] : ["ssh_authorized_keys:", ...keysOf(String(sshkeys)).map((key) => `  - ${key}`)]),
    "chpasswd:",
    "  expire: False",
    ...(ciuser === "root" ? [] : ["users:", "  - default"]),
    ...(Number(ciupgrade ?? 1) === 1 ? ["package_upgrade: true"] : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** The configuration keeps keys as an address would: `ssh-ed25519%20AAAA…%0A`. */
function keysOf(encoded: string): string[] {
  const bytes = encoded.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1")
    .toString()
    .split("\n")
    .filter((line) => /\S/.test(line));
}
