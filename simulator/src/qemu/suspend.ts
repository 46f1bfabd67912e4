/** Holding a machine still: paused in memory, or its memory on a disk and QEMU ended. Source: PVE::QemuServer::RunState. */
import type { Cluster } from "../cluster.ts";
import type { Guest } from "../guests/guest.ts";
import { demandUnlocked, isTemplate, putGuest, withConfig } from "../guests/record.ts";
import { refusal } from "../kernel/error.ts";
import { say, takes, type Work } from "../tasks/work.ts";
import { machineNow } from "./machine.ts";
import { demandSavable, saveMemory } from "./memory.ts";

interface Options {
  readonly skipLock?: boolean | undefined;
}

/** A backup does not stand in the way of either: it pauses machines itself. */
function demandFree(guest: Guest, { skipLock = false }: Options): void {
  if (!skipLock && guest.config.lock !== "backup") demandUnlocked(guest);
}

export function* pauseMachine(cluster: Cluster, at: Guest, options: Options): Work {
  demandFree(machineNow(cluster, at), options);
  yield* takes(0.1);
  setPaused(cluster, at, true);
}

export function* resumeMachine(cluster: Cluster, at: Guest, options: Options): Work {
  const guest = machineNow(cluster, at);
  if (isTemplate(guest)) throw refusal(`VM ${guest.vmid} is a template and cannot be resumed!`);
  demandFree(guest, options);
  yield* takes(0.1);
  setPaused(cluster, at, false);
}

function setPaused(cluster: Cluster, at: Guest, paused: boolean): void {
  const guest = machineNow(cluster, at);
  if (guest.power.status !== "running") throw refusal(`VM ${guest.vmid} not running`);
  const { paused: _, ...power } = guest.power;
  putGuest(cluster, { ...guest, power: paused ? { ...power, paused } : power });
}

/** @param options.storage takes the memory; by default the one that the configuration leads to */
export function* hibernateMachine(
  cluster: Cluster,
  at: Guest,
  options: Options & { readonly storage?: string | undefined },
): Work {
  const guest = machineNow(cluster, at);
  demandFree(guest, options);
  if (guest.config.lock === "backup") throw refusal("cannot suspend to disk during backup");
  demandSavable(guest);
  putGuest(cluster, withConfig(guest, { lock: "suspending" }));
  let lock: string | undefined;
  try {
    const day = new Date(cluster.clock.now()).toISOString().slice(0, 10);
    const saved = yield* saveMemory(cluster, guest, `suspend-${day}`, options.storage);
    yield* say("State saved, quitting");
    const now = withConfig(machineNow(cluster, guest), { ...saved });
    putGuest(cluster, { ...now, power: { status: "stopped" } });
    lock = "suspended";
  } finally {
    putGuest(cluster, withConfig(machineNow(cluster, guest), { lock }));
  }
}
