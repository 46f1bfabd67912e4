/** What calls that act on many guests have in common. Source: PVE::API2::Nodes and PVE::API2::Cluster::BulkAction::Guest. */
import type { Cluster } from "../../cluster.ts";
import type { Guest } from "../../guests/guest.ts";
import { nameOf } from "../../guests/power.ts";
import { isRunning } from "../../guests/record.ts";
import { forbidden } from "../../kernel/error.ts";
import type { Caller } from "../../permission/caller.ts";
import { hibernateMachine, pauseMachine } from "../../qemu/suspend.ts";
import { beginTask } from "../../tasks/child.ts";
import { say, until, type Work } from "../../tasks/work.ts";
import { migrate as migrateContainer } from "../lxc/migrate.ts";
import { migrate as migrateMachine } from "../qemu/migrate.ts";

/** @throws 403 for who may not do it to all, nor to each that is named */
export function demandOver(caller: Caller, privilege: string, named: readonly number[] | undefined): void {
  if (caller.can("/", [privilege])) return;
  if (!named?.length) throw forbidden(`/, ${privilege}`);
  for (const vmid of named) caller.demand(`/vms/${vmid}`, [privilege]);
}

/** Suspends running machines one by one; containers cannot be. @param disk where memory goes; absent: it stays in memory */
export function* suspendGuests(
  cluster: Cluster,
  list: readonly Guest[],
  user: string,
  disk?: { readonly storage: string | undefined },
): Work {
  for (const guest of list) {
    if (guest.kind === "lxc" || !isRunning(guest)) {
      yield* say(`Skipping ${nameOf(guest)}, ${guest.kind === "lxc" ? "suspending is not supported" : "not running"}`);
      continue;
    }
    const { node, vmid } = guest;
    yield* say(`Suspending ${nameOf(guest)}`);
    const work = disk ? hibernateMachine(cluster, guest, disk) : pauseMachine(cluster, guest, {});
    const type = disk ? "qmsuspend" : "qmpause";
    const { exitstatus = "" } = yield* until(beginTask(cluster, { node, type, id: String(vmid), user }, work).ended);
    if (exitstatus !== "OK") yield* say(`Suspending ${nameOf(guest)} failed: ${exitstatus}`);
  }
}

/** Where guests are moved to, and how. */
export interface Moving {
  readonly target: string;
  readonly "with-local-disks"?: boolean | undefined;
  /** Default: as each guest needs it. */
  readonly online?: boolean | undefined;
}

/** Moves guests one by one; a running container is started anew over there. */
export function* moveGuests(cluster: Cluster, caller: Caller, list: readonly Guest[], moving: Moving): Work {
  for (const guest of list) {
    yield* say(`Migrating ${nameOf(guest)}`);
    const { node, vmid, kind } = guest;
    const start = { node, type: kind === "qemu" ? "qmigrate" : "vzmigrate", id: String(vmid), user: caller.id ?? "" };
    const { exitstatus = "" } = yield* until(beginTask(cluster, start, moved(cluster, caller, guest, moving)).ended);
    if (exitstatus !== "OK") yield* say(`Migrating ${nameOf(guest)} failed: ${exitstatus}`);
  }
  yield* say(`All jobs finished, used ${list.length} workers in total.`);
}

function moved(cluster: Cluster, caller: Caller, guest: Guest, { target, online, ...options }: Moving): Work {
  const { node, vmid, kind } = guest;
  const running = isRunning(guest);
  const local = options["with-local-disks"];
  const parameters =
    kind === "qemu"
      ? { node, vmid, target, online: online ?? running, ...(local !== undefined && { "with-local-disks": local }) }
      : { node, vmid, target, restart: running, timeout: 180 };
  return (kind === "qemu" ? migrateMachine : migrateContainer).run({ cluster, caller, parameters }) as Work;
}
