/** What is made of disks: listing it. */
import { type DiskGroup, groupsOf } from "../../hardware/disk-groups.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { must, privileged } from "../../permission/rule.ts";
import { storageId } from "../../schema/common.ts";

const auditor = must(privileged("/", "Sys.Audit"));

export const listPools = endpoint({
  method: "GET",
  path: "/nodes/{node}/disks/zfs",
  permission: auditor,
  run: ({ cluster, parameters: { node } }) =>
    groupsOf(cluster, node, "zfs").map(({ name, size, used }) => ({
      name,
      size,
      alloc: used,
      free: size - used,
      frag: 0,
      dedup: 1,
      health: "ONLINE",
    })),
});

export const readPool = endpoint({
  method: "GET",
  path: "/nodes/{node}/disks/zfs/{name}",
  permission: auditor,
  parameters: { name: storageId() },
  run({ cluster, parameters: { node, name } }) {
    const pool = groupsOf(cluster, node, "zfs").find((one) => one.name === name);
    if (!pool) {
      const fault = `cannot open '${name}': no such pool`;
      throw refusal(`command '/sbin/zpool status -P ${name}' failed: exit code 1 - ${fault}`);
    }
    return {
      name,
      state: "ONLINE",
      errors: "No known data errors",
      leaf: 0,
      children: [{ name, ...healthy, lvl: 1, leaf: 0, children: members(pool) }],
    };
  },
});

const healthy = { state: "ONLINE", read: 0, write: 0, cksum: 0, msg: "" };

/** Disks stand alone, or below what makes them redundant. */
function members({ devices, raidlevel = "single" }: DiskGroup) {
  const leaf = (lvl: number) => (device: string) => ({ name: `${device}1`, ...healthy, lvl, leaf: 1 });
  if (raidlevel === "single") return devices.map(leaf(2));
  const width = raidlevel === "raid10" ? 2 : devices.length;
  const kind = raidlevel === "raid10" ? "mirror" : raidlevel === "raidz" ? "raidz1" : raidlevel;
  return Array.from({ length: Math.ceil(devices.length / width) }, (_, index) => ({
    name: `${kind}-${index}`,
    ...healthy,
    lvl: 2,
    leaf: 0,
    children: devices.slice(index * width, (index + 1) * width).map(leaf(3)),
  }));
}

export const listVolumeGroups = endpoint({
  method: "GET",
  path: "/nodes/{node}/disks/lvm",
  permission: auditor,
  run: ({ cluster, parameters: { node } }) => ({
    leaf: 0,
    children: groupsOf(cluster, node, "lvm").map(({ name, size, used, devices }) => ({
      name,
      leaf: 0,
      size,
      free: size - used,
      lvcount: 1,
      children: devices.map((device) => ({ name: device, leaf: 1, size, free: size - used })),
    })),
  }),
});

/** Share of a thin pool that its metadata take. */
const metadata = 0.01;

export const listThinPools = endpoint({
  method: "GET",
  path: "/nodes/{node}/disks/lvmthin",
  permission: auditor,
  run: ({ cluster, parameters: { node } }) =>
    groupsOf(cluster, node, "lvmthin").map(({ name, size, used }) => ({
      lv: name,
      vg: name === "data" ? "pve" : name,
      lv_size: size,
      used,
      metadata_size: Math.floor(size * metadata),
      metadata_used: Math.floor(used * metadata),
    })),
});

export const listDirectories = endpoint({
  method: "GET",
  path: "/nodes/{node}/disks/directory",
  permission: auditor,
  run: ({ cluster, parameters: { node } }) =>
    groupsOf(cluster, node, "directory").map(({ name, devices, filesystem = "ext4" }) => ({
      unitfile: `/etc/systemd/system/mnt-pve-${name.replaceAll("-", "\\x2d")}.mount`,
      path: `/mnt/pve/${name}`,
      device: `${devices[0]}1`,
      type: filesystem,
      options: "defaults",
    })),
});
