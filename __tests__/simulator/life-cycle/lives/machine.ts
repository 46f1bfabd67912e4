import type { Life } from "../life.ts";

const common = {
  node_name: "pve",
  agent: { enabled: true, timeout: "1m" },
  cpu: { cores: 2, type: "x86-64-v2-AES" },
  scsi_hardware: "virtio-scsi-single",
  operating_system: { type: "l26" },
  stop_on_destroy: true,
};

const disk = { interface: "scsi0", datastore_id: "local-lvm", size: 12, ssd: true, discard: "on", iothread: true };

/** A copy of a template that cloud-init tells who it is. */
export const clonedMachine: Life = {
  address: "proxmox_virtual_environment_vm.copy",
  created: {
    ...common,
    vm_id: 510,
    name: "copy",
    tags: ["lab"],
    clone: { vm_id: 9000, full: true },
    memory: { dedicated: 1024 },
    disk,
    initialization: {
      datastore_id: "local-lvm",
      interface: "ide2",
      dns: { domain: "lab.example", servers: ["192.168.1.1"] },
      ip_config: [{ ipv4: { address: "192.168.1.60/24", gateway: "192.168.1.1" } }],
    },
    lifecycle: { ignore_changes: ["clone"] },
  },
  updated: {
    name: "renamed",
    tags: ["lab", "web"],
    memory: { dedicated: 2048 },
    disk: { ...disk, size: 16 },
    description: "A copy",
  },
  importId: "pve/510",
  // How an agent is waited for, and how a machine is ended, is the provider's own business; Proxmox does not keep it.
  unread: ["agent", "stop_on_destroy"],
  seen: {
    at: "/nodes/pve/qemu/510/config",
    created: { name: "copy", memory: "1024", ipconfig0: "gw=192.168.1.1,ip=192.168.1.60/24" },
    updated: { name: "renamed", memory: "2048", tags: "lab;web" },
  },
};

/** One from nothing, with the devices that a machine of today has. */
export const bareMachine: Life = {
  address: "proxmox_virtual_environment_vm.bare",
  created: {
    ...common,
    vm_id: 511,
    name: "bare",
    agent: { enabled: false },
    started: false,
    bios: "ovmf",
    machine: "q35",
    efi_disk: { datastore_id: "local-lvm", type: "4m" },
    tpm_state: { datastore_id: "local-lvm", version: "v2.0" },
    memory: { dedicated: 768 },
    disk,
    network_device: [
      {
        bridge: "vmbr0",
        disconnected: null,
        enabled: null,
        firewall: true,
        mac_address: "BC:24:11:00:05:11",
        model: "virtio",
        mtu: null,
        queues: null,
        rate_limit: null,
        trunks: null,
        vlan_id: 20,
      },
    ],
    serial_device: {},
    startup: { order: 2, up_delay: 5, down_delay: 5 },
  },
  updated: {
    cpu: { cores: 4, type: "x86-64-v2-AES" },
    on_boot: false,
    startup: { order: 3, up_delay: 5, down_delay: 5 },
  },
  importId: "pve/511",
  // The provider leaves out of an import what has its own default.
  unread: ["agent", "stop_on_destroy", "tpm_state"],
  seen: {
    at: "/nodes/pve/qemu/511/config",
    created: { bios: "ovmf", machine: "q35", cores: 2 },
    updated: { cores: 4, startup: "order=3,up=5,down=5" },
  },
};
