import type { Simulator, World } from "../../simulator/src/index.ts";

/** A cluster of two nodes with all that the tests may be told of. @param registry where container images are to be had */
export const worldOf = (registry: string): World => ({
  cluster: "acceptance",
  nodes: [{ name: "pve", cards: ["enp1s0", "enp2s0", "enp3s0", "enp4s0"] }, { name: "pve2" }],
  storages: [
    {
      id: "local",
      type: "dir",
      content: ["images", "iso", "vztmpl", "snippets", "backup", "import", "rootdir"],
      options: { path: "/var/lib/vz" },
    },
    {
      id: "local-lvm",
      type: "lvmthin",
      content: ["images", "rootdir"],
      size: "1TiB",
      options: { vgname: "pve", thinpool: "data" },
    },
    { id: "tank", type: "zfspool", content: ["images", "rootdir"], options: { pool: "tank" } },
    {
      id: "share",
      type: "nfs",
      content: ["images"],
      options: { server: "192.168.1.5", export: "/volume1/share" },
    },
  ],
  registries: [{ prefix: "docker.io", location: registry, insecure: true }],
});

/** Tells the tests where the simulator is and what they may use of it: all that they ask their environment for. */
export function testEnvironment(simulator: Simulator, images: string): Record<string, string> {
  const [first] = simulator.ssh.nodes;
  return {
    PROXMOX_VE_ENDPOINT: simulator.endpoint,
    PROXMOX_VE_API_TOKEN: simulator.apiToken,
    PROXMOX_VE_USERNAME: simulator.username,
    PROXMOX_VE_PASSWORD: simulator.password,
    PROXMOX_VE_INSECURE: "true",
    PROXMOX_VE_SSH_USERNAME: simulator.ssh.username,
    PROXMOX_VE_SSH_PASSWORD: simulator.password,
    PROXMOX_VE_ACC_NODE_NAME: "pve",
    PROXMOX_VE_ACC_NODE_2_NAME: "pve2",
    PROXMOX_VE_ACC_NODE_SSH_ADDRESS: simulator.ssh.host,
    PROXMOX_VE_ACC_NODE_SSH_PORT: String(first?.port),
    PROXMOX_VE_ACC_ZFS_DATASTORE_ID: "tank",
    PROXMOX_VE_ACC_ZFS_DISK: "/dev/sda",
    PROXMOX_VE_ACC_NFS_DATASTORE_ID: "share",
    PROXMOX_VE_ACC_NFS_SERVER: "192.168.1.5",
    PROXMOX_VE_ACC_NFS_EXPORT: "/volume1/other",
    PROXMOX_VE_ACC_IFACE_NAME: "enp2s0",
    PROXMOX_VE_ACC_BOND_SLAVE1: "enp3s0",
    PROXMOX_VE_ACC_BOND_SLAVE2: "enp4s0",
    PROXMOX_VE_ACC_VM_MIGRATE_HOSTPCI_ID: "0000:00:02.0",
    PROXMOX_VE_ACC_TEST_FILE_SERVER_IP: "127.0.0.1",
    PROXMOX_VE_ACC_CLOUD_IMAGES_SERVER: images,
    PROXMOX_VE_ACC_CONTAINER_IMAGES_SERVER: images,
  };
}
