import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Simulator } from "../../simulator/src/index.ts";
import { tofu } from "../tofu.ts";

/** What each clone is told, and then asked. */
export const clones = [
  { name: "ada", id: 211, template: 9000, address: "192.168.88.61", mac: "BC:24:11:00:02:11" },
  { name: "grace", id: 212, template: 9001, address: "192.168.88.62", mac: "BC:24:11:00:02:12" },
] as const;
export const network = { subnet: "192.168.88.0/24", gateway: "192.168.88.1" } as const;
export const domain = "home.arpa";

/** In JSON the provider wants each attribute of a card named. */
const unsaid = "disconnected enabled firewall model mtu queues rate_limit trunks vlan_id".split(" ");
const card = { ...Object.fromEntries(unsaid.map((name) => [name, null])), bridge: "vmbr0" };

/**
 * Clones as a lab has them, made by the real OpenTofu and the real provider.
 * @param work an empty folder
 */
export async function cloneBoth(simulator: Simulator, work: string, publicKey: string): Promise<void> {
  const machine = (clone: (typeof clones)[number]) => ({
    name: clone.name,
    vm_id: clone.id,
    node_name: "pve",
    bios: "ovmf",
    machine: "q35",
    clone: { vm_id: clone.template, full: true },
    agent: { enabled: true, timeout: "1m" },
    memory: { dedicated: 768 },
    scsi_hardware: "virtio-scsi-single",
    disk: { interface: "scsi0", datastore_id: "local-lvm", size: 4 },
    network_device: [{ ...card, mac_address: clone.mac }],
    operating_system: { type: "l26" },
    initialization: {
      datastore_id: "local-lvm",
      interface: "scsi1",
      upgrade: false,
      dns: { domain, servers: [network.gateway] },
      ip_config: [{ ipv4: { address: `${clone.address}/24`, gateway: network.gateway } }],
      user_account: { username: "ops", keys: [publicKey] },
    },
  });
  const resource = {
    proxmox_virtual_environment_vm: Object.fromEntries(clones.map((one) => [one.name, machine(one)])),
  };
  const terraform = { required_providers: { proxmox: { source: "bpg/proxmox", version: "0.111.1" } } };
  writeFileSync(join(work, "main.tf.json"), JSON.stringify({ terraform, provider: { proxmox: {} }, resource }));
  const variables = {
    PROXMOX_VE_ENDPOINT: simulator.endpoint,
    PROXMOX_VE_API_TOKEN: simulator.apiToken,
    SSL_CERT_FILE: simulator.caFile,
    HOME: work,
    TMPDIR: work,
  };
  await tofu(work, ["init", "-no-color"], variables);
  await tofu(work, ["apply", "-auto-approve", "-no-color"], variables);
}
