/** Creating a machine from nothing, or from a backup. */

import type { Cluster } from "../../cluster.ts";
import { macPrefix } from "../../datacenter/options.ts";
import { type Guest, guests } from "../../guests/guest.ts";
import { demandOnGuest } from "../../guests/permissions.ts";
import { putGuest } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { everyone } from "../../permission/rule.ts";
import { demandPool, joinPool } from "../../pools/members.ts";
import { withKeptPassword } from "../../qemu/cloud-init/password.ts";
import { createDrives } from "../../qemu/create-drives.ts";
import { defaultBootOrder, isDriveName, printBootOrder } from "../../qemu/drives.ts";
import { machineNow } from "../../qemu/machine.ts";
import { configOptions, settingsOf } from "../../qemu/options/index.ts";
import { settledNet } from "../../qemu/options/network.ts";
import { demandBridges, demandDevices, demandOptions, demandStorage } from "../../qemu/permissions.ts";
import { startMachine } from "../../qemu/power.ts";
import { uniqueTags } from "../../qemu/update.ts";
import { poolId, storageId, vmid } from "../../schema/common.ts";
import { boolean, integer, optional, string } from "../../schema/schema.ts";
import { say, takes } from "../../tasks/work.ts";
import { demandArchive, demandCreation, restore } from "./restore.ts";

export const create = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu",
  permission: everyone,
  parameters: {
    ...configOptions,
    vmid: vmid(),
    archive: optional(string({ maxLength: 255 })),
    storage: optional(storageId()),
    force: { ...optional(boolean()), requires: "archive" },
    unique: { ...optional(boolean()), requires: "archive" },
    pool: optional(poolId()),
    bwlimit: optional(integer({ minimum: 0 })),
    start: optional(boolean(), false),
    "live-restore": optional(boolean()),
    "import-working-storage": optional(storageId()),
    "ha-managed": optional(boolean(), false),
  },
  task: ({ archive }) => (archive === undefined ? "qmcreate" : "qmrestore"),
  without: "live-restore, bandwidth limits",
  *run({ cluster, caller, parameters }) {
    const { vmid: id, node, pool, storage } = parameters;
    demandPool(cluster, pool);
    if (storage !== undefined) caller.demand(`/storage/${storage}`, ["Datastore.AllocateSpace"]);
    if (parameters["ha-managed"]) caller.demand("/", ["Sys.Console"]);
    if (parameters.start) demandOnGuest(caller, id, pool, ["VM.PowerMgmt"]);
    demandCreation(cluster, caller, parameters);
    const settings = withKeptPassword(cluster, withCdrom(settingsOf(parameters)));
    const { archive } = parameters;
    if (archive !== undefined) demandArchive(cluster, caller, { vmid: id, archive, settings });
    demandStorage(cluster, caller, id, settings, storage);
    demandOptions(caller, id, pool, Object.keys(settings));
    demandDevices(caller, id, pool, settings);
    demandBridges(cluster, caller, settings);
    if (archive !== undefined) {
      yield* restore(cluster, caller, { ...parameters, archive, settings: withNets(cluster, settings) });
      return;
    }
    const there = cluster.state.table(guests).get(id);
    if (there) {
      const kind = there.kind === "qemu" ? "VM" : "CT";
      throw refusal(`unable to create VM ${id} - ${kind} ${id} already exists on node '${there.node}'`);
    }

    const empty: Guest = {
      vmid: id,
      kind: "qemu",
      node,
      config: { lock: "create" },
      pending: {},
      power: { status: "stopped" },
    };
    putGuest(cluster, empty);
    try {
      yield* say(`creating VM ${id}`);
      yield* takes(0.5);
      const drives = yield* createDrives(cluster, {
        node,
        vmid: id,
        settings,
        config: withoutDrives(settings),
        storage,
      });
      putGuest(cluster, { ...empty, config: completed(cluster, { ...settings, ...drives }) });
      joinPool(cluster, id, pool);
    } catch (error) {
      cluster.state.table(guests).remove(id);
      throw refusal(`unable to create VM ${id} - ${error instanceof Error ? error.message : error}`);
    }
    if (parameters.start) yield* startMachine(cluster, machineNow(cluster, empty));
  },
});

type Settings = Record<string, string | number>;

/** `cdrom` is an older name of ide2. */
function withCdrom({ cdrom, ...settings }: Settings): Settings {
  return cdrom === undefined ? settings : { ...settings, ide2: `${cdrom},media=cdrom` };
}

const withoutDrives = (settings: Settings): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => !isDriveName(name)));

/** Network cards get the MAC addresses that they miss. */
const withNets = (cluster: Cluster, settings: Settings): Settings =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      /^net\d+$/.test(name) ? settledNet(String(value), () => cluster.random.mac(macPrefix(cluster))) : value,
    ]),
  );

/** What Proxmox adds by itself. */
function completed(cluster: Cluster, settings: Settings): Settings {
  const { random, clock } = cluster;
  const config: Settings = {
    ...withNets(cluster, settings),
    meta: `creation-qemu=10.1.2,ctime=${clock.seconds()}`,
  };
  config.boot ??= printBootOrder(defaultBootOrder(config));
  config.smbios1 ??= `uuid=${random.uuid()}`;
  if (config.vmgenid === undefined || String(config.vmgenid) === "1") config.vmgenid = random.uuid();
  if (config.tags !== undefined) config.tags = uniqueTags(String(config.tags));
  return config;
}
