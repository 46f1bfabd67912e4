/** Making something of disks, and taking it apart. */
import type { Cluster } from "../../cluster.ts";
import {
  addGroupStorage,
  cleanStorages,
  type DiskGroup,
  type GroupKind,
  groupsOf,
  makeGroup,
  removeGroup,
  unusedDisk,
} from "../../hardware/disk-groups.ts";
import { type Endpoint, endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import type { Caller } from "../../permission/caller.ts";
import { must, privileged } from "../../permission/rule.ts";
import { storageId } from "../../schema/common.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, choice, type Fields, formatted, integer, keyed, optional, string } from "../../schema/schema.ts";
import { storages } from "../../storage/slices.ts";
import { takes, type Work } from "../../tasks/work.ts";

const modifier = must(privileged("/", "Sys.Modify"));
const draid = { data: integer({ minimum: 1 }), spares: integer({ minimum: 0 }) } as const satisfies Fields;

/** Disks that a level needs, and how many of n hold data. */
const levels = {
  single: [1, (n: number) => n],
  mirror: [2, () => 1],
  raid10: [4, (n: number) => n / 2],
  raidz: [3, (n: number) => n - 1],
  raidz2: [4, (n: number) => n - 2],
  raidz3: [5, (n: number) => n - 3],
  draid: [3, (n: number) => n - 1],
  draid2: [4, (n: number) => n - 2],
  draid3: [5, (n: number) => n - 3],
} as const satisfies Readonly<Record<string, readonly [least: number, data: (n: number) => number]>>;

export const createPool = endpoint({
  method: "POST",
  path: "/nodes/{node}/disks/zfs",
  permission: modifier,
  parameters: {
    name: storageId(),
    devices: formatted("string-list"),
    raidlevel: choice("single", "mirror", "raid10", "raidz", "raidz2", "raidz3", "draid", "draid2", "draid3"),
    add_storage: optional(boolean(), false),
    ashift: optional(integer({ minimum: 9, maximum: 16 })),
    compression: optional(choice("on", "off", "gzip", "lz4", "lzjb", "zle", "zstd")),
    "draid-config": optional(keyed(draid)),
  },
  task: "zfscreate",
  taskId: ({ name }) => name,
  *run({ cluster, caller, parameters }) {
    const { node, name, raidlevel, "draid-config": config } = parameters;
    if (config !== undefined && !raidlevel.startsWith("draid"))
      throw refusal("draid-config set without using dRAID level");
    const devices = splitList(parameters.devices);
    const sizes = devices.map((device) => unusedDisk(cluster, node, device).size);
    demandFree(cluster, caller, name, parameters.add_storage);
    if (groupsOf(cluster, node, "zfs").some((pool) => pool.name === name)) {
      throw refusal(`pool '${name}' already exists on node '${node}'`);
    }
    const [least, data] = levels[raidlevel];
    if (raidlevel === "raid10" && devices.length % 2 !== 0) throw refusal("raid10 needs an even number of disks");
    if (raidlevel === "single" && devices.length > 1) throw refusal("please give only one disk for single disk mode");
    if (devices.length < least) throw refusal(`${raidlevel} needs at least ${least} disks`);
    const size = Math.floor(Math.min(...sizes) * data(devices.length));
    yield* built(cluster, { node, kind: "zfs", name, devices, size, raidlevel }, parameters.add_storage);
  },
});

/** @throws 403 or 500 when a storage of that name cannot be added */
function demandFree(cluster: Cluster, caller: Caller, name: string, addStorage: boolean): void {
  if (!addStorage) return;
  caller.demand("/storage", ["Datastore.Allocate"]);
  if (cluster.state.table(storages).has(name)) throw refusal(`storage ID '${name}' already defined`);
}

function* built(cluster: Cluster, group: DiskGroup, addStorage: boolean): Work {
  yield* takes(3);
  if (groupsOf(cluster, group.node, group.kind).some(({ name }) => name === group.name)) {
    throw refusal(`volume group with name '${group.name}' already exists on node '${group.node}'`);
  }
  makeGroup(cluster, group);
  if (addStorage) addGroupStorage(cluster, group);
}

interface Words {
  readonly create: string;
  readonly remove: string;
  /** What it says of one that is not there. */
  readonly missing: (name: string, parameters: Readonly<Record<string, unknown>>) => string;
}

const words: Readonly<Record<GroupKind, Words>> = {
  zfs: {
    create: "zfscreate",
    remove: "zfsremove",
    missing: (name) => `command 'zpool destroy ${name}' failed: exit code 1`,
  },
  lvm: { create: "lvmcreate", remove: "lvmremove", missing: (name) => `no such volume group '${name}'` },
  lvmthin: {
    create: "lvmthincreate",
    remove: "lvmthinremove",
    missing: (name, { "volume-group": group }) => `no such thin pool ${group}/${name}`,
  },
  directory: {
    create: "dircreate",
    remove: "dirremove",
    missing: (name) => `command 'systemctl stop mnt-pve-${name}.mount' failed: exit code 5`,
  },
};

/** Of one disk: all but ZFS. */
export function createOf(kind: "lvm" | "lvmthin" | "directory"): Endpoint {
  const filesystem = kind === "directory" ? { filesystem: optional(choice("ext4", "xfs"), "ext4") } : {};
  return endpoint({
    method: "POST",
    path: `/nodes/{node}/disks/${kind}`,
    permission: modifier,
    parameters: { name: storageId(), device: string(), add_storage: optional(boolean(), false), ...filesystem },
    task: words[kind].create,
    taskId: ({ name }) => name,
    *run({ cluster, caller, parameters }) {
      const { node, name, device, add_storage: addStorage } = parameters;
      const { size } = unusedDisk(cluster, node, device);
      demandFree(cluster, caller, name, addStorage);
      const { filesystem: type } = parameters as { filesystem?: string };
      yield* built(
        cluster,
        { node, kind, name, devices: [device], size, ...(type && { filesystem: type }) },
        addStorage,
      );
    },
  });
}

export function removeOf(kind: GroupKind): Endpoint {
  const group = kind === "lvmthin" ? { "volume-group": storageId() } : {};
  return endpoint({
    method: "DELETE",
    path: `/nodes/{node}/disks/${kind}/{name}`,
    permission: modifier,
    parameters: {
      name: storageId(),
      "cleanup-config": optional(boolean(), false),
      "cleanup-disks": optional(boolean(), false),
      ...group,
    },
    task: words[kind].remove,
    taskId: ({ name }) => name,
    *run({ cluster, caller, parameters }) {
      const { node, name, "cleanup-config": cleanConfig, "cleanup-disks": wipe } = parameters;
      if (cleanConfig) caller.demand("/storage", ["Datastore.Allocate"]);
      yield* takes(2);
      const found = groupsOf(cluster, node, kind).find((one) => one.name === name);
      if (!found) throw refusal(words[kind].missing(name, parameters));
      removeGroup(cluster, found, wipe);
      if (cleanConfig) cleanStorages(cluster, found);
    },
  });
}
