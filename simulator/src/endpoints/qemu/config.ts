/** Reading and changing a machine's configuration. */
import type { Config, Guest } from "../../guests/guest.ts";
import { mergedConfig, snapshotOf } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters } from "../../kernel/error.ts";
import { anyOf, must, privileged } from "../../permission/rule.ts";
import { digestOf, machineOn } from "../../qemu/machine.ts";
import { configOptions } from "../../qemu/options/index.ts";
import { type Update, updateMachine } from "../../qemu/update.ts";
import { configId, skipLock, storageId } from "../../schema/common.ts";
import { boolean, formatted, integer, optional, string } from "../../schema/schema.ts";
import { derived } from "../../store/derived.ts";
import { atOnce } from "../../tasks/work.ts";

export const readConfig = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu/{vmid}/config",
  permission: must(privileged("/vms/{vmid}", "VM.Audit")),
  parameters: { current: optional(boolean(), false), snapshot: optional(configId({ maxLength: 40 })) },
  run({ cluster, parameters }) {
    const guest = machineOn(cluster, parameters);
    const { snapshot, current } = parameters;
    if (snapshot !== undefined && current) {
      const both = "cannot use 'snapshot' parameter with 'current'";
      throw invalidParameters({ snapshot: both, current: both });
    }
    if (snapshot !== undefined) return shown(guest, snapshotOf(guest, snapshot));
    return current ? shown(guest, guest.config) : shownMerged(guest);
  },
});

const shown = (guest: Guest, config: Config) => ({
  ...config,
  ...(config.cipassword !== undefined && { cipassword: "**********" }),
  digest: digestOf(guest),
});

/** What nearly everybody asks for. */
const shownMerged = derived((guest: Guest) => shown(guest, mergedConfig(guest)));

const anyConfigRight = must(
  anyOf(
    "/vms/{vmid}",
    "VM.Config.Disk",
    "VM.Config.CDROM",
    "VM.Config.CPU",
    "VM.Config.Memory",
    "VM.Config.Network",
    "VM.Config.HWType",
    "VM.Config.Options",
    "VM.Config.Cloudinit",
  ),
);

const changes = {
  ...configOptions,
  delete: optional(formatted("pve-configid-list")),
  revert: optional(formatted("pve-configid-list")),
  force: { ...optional(boolean()), requires: "delete" },
  digest: optional(string({ maxLength: 40 })),
  skiplock: skipLock(),
};

type Changes = Pick<Update, "revert" | "force" | "digest" | "skiplock"> & { readonly delete: string | undefined };

const updateOf = (parameters: Changes): Update => ({
  parameters: parameters as unknown as Update["parameters"],
  remove: parameters.delete,
  revert: parameters.revert,
  force: parameters.force,
  digest: parameters.digest,
  skiplock: parameters.skiplock,
});

/** Answers when all is done. */
export const setConfig = endpoint({
  method: "PUT",
  path: "/nodes/{node}/qemu/{vmid}/config",
  permission: anyConfigRight,
  parameters: changes,
  run({ cluster, caller, parameters }) {
    atOnce(updateMachine(cluster, caller, machineOn(cluster, parameters), updateOf(parameters)));
    return null;
  },
});

/** Answers with a task. */
export const setConfigAsTask = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/config",
  permission: anyConfigRight,
  parameters: {
    ...changes,
    background_delay: optional(integer({ minimum: 1, maximum: 30 })),
    "import-working-storage": optional(storageId()),
  },
  task: "qmconfig",
  *run({ cluster, caller, parameters }) {
    yield* updateMachine(cluster, caller, machineOn(cluster, parameters), updateOf(parameters));
  },
});
