/** Creating a container from an OS template, or from a backup. */
import type { Cluster } from "../../cluster.ts";
import { removeFirewall } from "../../firewall/files.ts";
import { type Config, type Guest, guests } from "../../guests/guest.ts";
import { demandFreeId, demandUnprotected, guestNow, isRunning, putGuest, withConfig } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { forbidden, refusal } from "../../kernel/error.ts";
import { buildContainer, freeAll } from "../../lxc/build.ts";
import { reserved } from "../../lxc/container.ts";
import { demandPublicKeys, plannedContainer } from "../../lxc/new-container.ts";
import { configOptions, settingsOf } from "../../lxc/options/index.ts";
import { demandChange } from "../../lxc/permissions.ts";
import { startContainer } from "../../lxc/power.ts";
import { recoverBackup, restoreContainer } from "../../lxc/restore.ts";
import type { Caller } from "../../permission/caller.ts";
import { everyone } from "../../permission/rule.ts";
import { demandPool, joinPool, poolOf } from "../../pools/members.ts";
import { poolId, storageId, vmid } from "../../schema/common.ts";
import { boolean, number, optional, string } from "../../schema/schema.ts";
import { demandVolume } from "../../storage/access.ts";
import type { Volume } from "../../storage/slices.ts";
import { takes } from "../../tasks/work.ts";

export const create = endpoint({
  method: "POST",
  path: "/nodes/{node}/lxc",
  permission: everyone,
  parameters: {
    ...configOptions,
    vmid: vmid(),
    ostemplate: string({ maxLength: 255 }),
    password: optional(string({ minLength: 5 })),
    storage: optional(storageId()),
    force: optional(boolean()),
    restore: optional(boolean()),
    unique: { ...optional(boolean()), requires: "restore" },
    pool: optional(poolId()),
    "ignore-unpack-errors": optional(boolean()),
    "ssh-public-keys": optional(string()),
    bwlimit: optional(number({ minimum: 0 })),
    start: optional(boolean(), false),
    "ha-managed": optional(boolean(), false),
  },
  task: ({ restore }) => (restore ? "vzrestore" : "vzcreate"),
  without:
    "what lies in a template (its name tells the system; an OCI image tells its command), names of users in OCI images, passwords and keys, HA",
  *run({ cluster, caller, parameters }) {
    const { vmid: id, node, pool, restore = false, ostemplate, storage = "local" } = parameters;
    const { unprivileged: given, ...settings } = settingsOf(parameters);
    const unprivileged = given === undefined ? undefined : given === 1;
    const before = restore && parameters.force ? sameContainer(cluster, node, id) : undefined;
    if (!restore && unprivileged === false) caller.demand("/", ["Sys.Modify"]);
    if (parameters["ha-managed"]) caller.demand("/", ["Sys.Console"]);
    if (before) demandOverwritable(before);
    else demandFreeId(cluster, id);
    demandPublicKeys(parameters["ssh-public-keys"]);
    demandPool(cluster, pool);
    const allocates = mayAllocate(caller, id, pool);
    if (!allocates) demandBackup(caller, { id, before, unprivileged });
    demandChange(cluster, caller, { vmid: id, pool, settings, unprivileged: unprivileged ?? !restore });
    if (ostemplate === "-") throw refusal("pipe requires cli environment");
    demandVolume(cluster, caller, ostemplate, { vmid: id, content: restore ? "backup" : "vztmpl" });
    const plan = plannedContainer(cluster, caller, { node, vmid: id, storage, settings });
    if (before?.config.lock !== undefined) {
      throw refusal(`unable to ${restore ? "restore" : "create"} CT ${id} - CT is locked (${before.config.lock})`);
    }

    const empty = putGuest(cluster, before ? withConfig(before, { lock: "create" }) : reserved(node, id));
    const made: Volume[] = [];
    let intact = before;
    try {
      yield* takes(0.2);
      let config: Config;
      if (restore) {
        const unique = parameters.unique ?? false;
        const whole = { ...plan, archive: ostemplate, unique, unprivileged, before, firewall: allocates };
        const recovered = yield* recoverBackup(cluster, caller, whole);
        intact = undefined;
        config = yield* restoreContainer(cluster, caller, whole, recovered, made);
      } else {
        const bounded = unprivileged === false ? plan.config : { ...plan.config, unprivileged: 1 };
        config = yield* buildContainer(cluster, { ...plan, config: bounded }, ostemplate, made);
      }
      putGuest(cluster, { ...reserved(node, id), config });
      if (poolOf(cluster, id) === undefined) joinPool(cluster, id, pool);
    } catch (error) {
      freeAll(cluster, made);
      // Once it makes volumes, Proxmox lets the overwritten container go, and leaves its old volumes where they are.
      if (intact) putGuest(cluster, intact);
      else {
        cluster.state.table(guests).remove(id);
        if (allocates) removeFirewall(cluster, id);
      }
      const what = restore ? "restore" : "create";
      throw refusal(`unable to ${what} CT ${id} - ${error instanceof Error ? error.message : error}`);
    }
    if (parameters.start) yield* startContainer(cluster, guestNow(cluster, empty));
  },
});

function sameContainer(cluster: Cluster, node: string, vmid: number): Guest | undefined {
  const guest = cluster.state.table(guests).get(vmid);
  return guest?.kind === "lxc" && guest.node === node ? guest : undefined;
}

function demandOverwritable(guest: Guest): void {
  if (isRunning(guest)) throw refusal("can't overwrite running container");
  demandUnprotected(guest, `unable to restore CT ${guest.vmid}`);
}

/** Who may make the container. */
const mayAllocate = (caller: Caller, id: number, pool: string | undefined): boolean =>
  caller.can(`/vms/${id}`, ["VM.Allocate"]) || (pool !== undefined && caller.can(`/pool/${pool}`, ["VM.Allocate"]));

/** Whoever may back one up may restore it too, but neither take its bounds away nor change its firewall. */
function demandBackup(
  caller: Caller,
  { id, before, unprivileged }: { id: number; before: Guest | undefined; unprivileged: boolean | undefined },
): void {
  if (!before || !caller.can(`/vms/${id}`, ["VM.Backup"])) throw forbidden();
  if (Number(before.config.unprivileged ?? 0) === 1 && unprivileged === false) caller.demand("/", ["Sys.Modify"]);
}
