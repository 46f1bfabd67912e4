import { stringify } from "yaml";
import { literal } from "../providers/hcl.ts";
import type { VirtualMachineConfig } from "../providers/proxmox/virtual-machine.ts";
import type { PersonaVmProps } from "./persona-vm.ts";
import type { Snippet } from "./snippet.ts";

type Initialization = NonNullable<VirtualMachineConfig["initialization"]>;

/**
 * The cloud-init drive: network, DNS and who may log in. It is on `scsi1`, beside the disk: of IDE, a q35 machine has
 * two places only, and OVMF is slow to look there.
 *
 * @param userData the snippet that carries hostname, login and the persona's own cloud-config. Proxmox ignores its own
 *   user settings as soon as there is one, so only one of the two is ever written.
 */
export function cloudInit({ storage, networking, cloudInit }: PersonaVmProps, userData?: Snippet) {
  const { address, prefix, gateway } = networking;
  return {
    initialization: {
      datastoreId: storage,
      interface: "scsi1",
      // What runs is what was baked and promoted; a first boot that upgrades would be another image.
      upgrade: false,
      dns: { domain: cloudInit.domain, servers: cloudInit.dns },
      ipConfig: [{ ipv4: { address: `${address}/${prefix}`, gateway } }],
      ...(userData ? { userDataFileId: userData.volume } : { userAccount: account(cloudInit) }),
    } satisfies Initialization,
  };
}

function account({ login, keys }: PersonaVmProps["cloudInit"]): Initialization["userAccount"] {
  return { username: login, keys: keys.map(literal) };
}

/**
 * User data as a cloud-config: what Proxmox would have written itself, and then the persona's own. The model refuses a
 * persona that names host or login there.
 */
export function userDataDocument({ name, cloudInit: { domain, login, keys, userData } }: PersonaVmProps): string {
  const document = {
    hostname: name,
    fqdn: `${name}.${domain}`,
    manage_etc_hosts: true,
    user: login,
    ssh_authorized_keys: keys,
    package_upgrade: false,
    ...userData?.content,
  };
  return `#cloud-config\n${stringify(document, { lineWidth: 0 })}`;
}
