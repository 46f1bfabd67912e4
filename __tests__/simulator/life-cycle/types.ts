/** The resource types that the provider has. Most stand there twice, under an old name and a new one: they count once. */

/** The type that two names mean, such as `sdn_vnet`. */
export const typeOf = (resource: string): string =>
  resource === "proxmox_vm" ? "vm2" : resource.replace(/^proxmox_(virtual_environment_)?/, "");

/** Types that lead no life here, and why. */
export const without: Readonly<Record<string, string>> = {
  acme_account: "is registered at a public certificate authority",
  acme_certificate: "is ordered from a public certificate authority",
  ceph_pool: "needs a Ceph cluster, which is not simulated",
  hagroup: "Proxmox VE 9 refuses to make one: rules have taken the place of groups",
};
