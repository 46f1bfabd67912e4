import type { Life } from "../life.ts";

const template = "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst";

const account = {
  keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJyaq0hTtYbUyzHyTkPxGWVMiYUhbqXEGkUcxkN5VsBf me@lab"],
  password: "only-for-tests",
};
/**
 * After an import the provider does not know how long to wait, nor the number under another name; and it would make a container
 * anew for the template, the account or the source that Proxmox forgets, unless the configuration ignores them.
 */
const unread = ["timeout_clone", "timeout_create", "timeout_delete", "timeout_start", "timeout_update", "vm_id"];

const common = {
  node_name: "pve",
  disk: { datastore_id: "local-lvm", size: 4 },
  operating_system: { template_file_id: template, type: "debian" },
  unprivileged: true,
};

/** What most containers are. */
export const container: Life = {
  address: "proxmox_virtual_environment_container.dns",
  created: {
    ...common,
    vm_id: 500,
    description: "Names of the lab",
    tags: ["dns", "lab"],
    cpu: { cores: 1 },
    memory: { dedicated: 512, swap: 256 },
    features: { nesting: true },
    initialization: {
      hostname: "dns",
      dns: { domain: "lab.example", servers: ["192.168.1.1"] },
      ip_config: { ipv4: { address: "192.168.1.53/24", gateway: "192.168.1.1" } },
      user_account: account,
    },
    network_interface: [{ name: "eth0", bridge: "vmbr0", firewall: true }],
    mount_point: [{ volume: "local-lvm", path: "/srv/zones", size: "2G", backup: true }],
    startup: { order: 3, up_delay: 10, down_delay: 20 },
    start_on_boot: true,
    lifecycle: { ignore_changes: ["operating_system[0].template_file_id", "initialization[0].user_account"] },
  },
  updated: {
    description: "Names and addresses of the lab",
    tags: ["dhcp", "dns", "lab"],
    cpu: { cores: 2 },
    memory: { dedicated: 1024, swap: 256 },
    disk: { datastore_id: "local-lvm", size: 6 },
    initialization: {
      hostname: "names",
      dns: { domain: "lab.example", servers: ["192.168.1.1", "192.168.1.2"] },
      ip_config: { ipv4: { address: "192.168.1.54/24", gateway: "192.168.1.1" } },
      user_account: account,
    },
  },
  importId: "pve/500",
  unread,
  seen: {
    at: "/nodes/pve/lxc/500/config",
    created: {
      hostname: "dns",
      memory: 512,
      rootfs: "local-lvm:vm-500-disk-0,size=4G",
      mp0: "local-lvm:vm-500-disk-1,mp=/srv/zones,backup=1,size=2G",
    },
    updated: { hostname: "names", memory: 1024, tags: "dhcp;dns;lab" },
  },
};

/** What only root@pam may ask for: devices, folders and user ids of the host. */
export const mediaContainer: Life = {
  address: "proxmox_virtual_environment_container.media",
  created: {
    ...common,
    vm_id: 501,
    disk: { datastore_id: "tank", size: 4 },
    features: { nesting: true, keyctl: true, fuse: true },
    initialization: { hostname: "media", ip_config: { ipv4: { address: "dhcp" } } },
    network_interface: [{ name: "eth0", bridge: "vmbr0", mac_address: "BC:24:11:00:05:01" }],
    mount_point: [{ volume: "/tank/media", path: "/media", read_only: true }],
    device_passthrough: [{ path: "/dev/dri/renderD128", gid: 104, mode: "0660" }],
    idmap: [
      { type: "uid", container_id: 0, host_id: 100000, size: 65536 },
      { type: "gid", container_id: 0, host_id: 100000, size: 65536 },
    ],
    lifecycle: { ignore_changes: ["operating_system[0].template_file_id"] },
  },
  updated: {
    device_passthrough: [{ path: "/dev/dri/renderD128", gid: 105, mode: "0660" }],
    features: { nesting: true, keyctl: true },
    started: false,
  },
  importId: "pve/501",
  unread,
  seen: {
    at: "/nodes/pve/lxc/501/config",
    created: {
      mp0: "/tank/media,mp=/media,ro=1",
      rootfs: "tank:subvol-501-disk-0,size=4G",
      lxc: [
        ["lxc.idmap", "u 0 100000 65536"],
        ["lxc.idmap", "g 0 100000 65536"],
      ],
    },
    updated: { dev0: "deny-write=0,path=/dev/dri/renderD128,uid=0,gid=105,mode=0660" },
  },
};

/** A copy of a container that is a template. */
export const clonedContainer: Life = {
  address: "proxmox_virtual_environment_container.copy",
  created: {
    node_name: "pve",
    vm_id: 502,
    clone: { vm_id: 9200 },
    initialization: { hostname: "copy", ip_config: { ipv4: { address: "dhcp" } } },
    network_interface: [{ name: "eth0", bridge: "vmbr0" }],
    memory: { dedicated: 256 },
    unprivileged: true,
    lifecycle: { ignore_changes: ["clone", "disk", "operating_system"] },
  },
  updated: { memory: { dedicated: 384 }, description: "A copy" },
  importId: "pve/502",
  unread: ["console", ...unread],
  seen: {
    at: "/nodes/pve/lxc/502/config",
    created: { hostname: "copy", rootfs: "local-lvm:vm-502-disk-0,size=4G", memory: 256 },
    updated: { memory: 384, description: "A copy\n" },
  },
};
