/** Restoring a machine: the part of `POST /nodes/{node}/qemu` that has an archive. */
import type { Cluster } from "../../cluster.ts";
import { type Config, type Guest, guests } from "../../guests/guest.ts";
import { demandUnlocked, demandUnprotected, isRunning, labelOf, putGuest, withConfig } from "../../guests/record.ts";
import { forbidden, invalidParameters, refusal } from "../../kernel/error.ts";
import type { Caller } from "../../permission/caller.ts";
import { joinPool, leavePool } from "../../pools/members.ts";
import { isDriveName } from "../../qemu/drives.ts";
import { machineOn } from "../../qemu/machine.ts";
import { demandBridges } from "../../qemu/permissions.ts";
import { startMachine } from "../../qemu/power.ts";
import { archiveOfMachine, restoreMachine } from "../../qemu/restore.ts";
import { demandVolume } from "../../storage/access.ts";
import { say, type Work } from "../../tasks/work.ts";

interface Given {
  readonly node: string;
  readonly vmid: number;
  readonly archive?: string | undefined;
  readonly force?: boolean | undefined;
  readonly pool?: string | undefined;
}

/** @throws 403 for who may neither make the machine nor write a backup over it */
export function demandCreation(cluster: Cluster, caller: Caller, { node, vmid, archive, force, pool }: Given): void {
  if (caller.can(`/vms/${vmid}`, ["VM.Allocate"])) return;
  if (pool !== undefined && caller.can(`/pool/${pool}`, ["VM.Allocate"])) return;
  const there = cluster.state.table(guests).get(vmid);
  const over = archive !== undefined && force === true && there?.kind === "qemu" && there.node === node;
  if (!over || !caller.can(`/vms/${vmid}`, ["VM.Backup"])) throw forbidden();
}

/** @throws 400 for a disk beside the backup's, 403 or 500 when the backup may not be used */
export function demandArchive(
  cluster: Cluster,
  caller: Caller,
  { vmid, archive, settings }: { readonly vmid: number; readonly archive: string; readonly settings: Config },
): void {
  const drive = Object.keys(settings).sort().find(isDriveName);
  if (drive !== undefined) throw invalidParameters({ [drive]: "option conflicts with option 'archive'" });
  if (archive === "-") throw refusal("pipe requires cli environment");
  demandVolume(cluster, caller, archive, { vmid, content: "backup" });
}

interface Request extends Given {
  readonly archive: string;
  readonly settings: Config;
  readonly storage?: string | undefined;
  readonly unique?: boolean | undefined;
  readonly start?: boolean;
}

export function* restore(cluster: Cluster, caller: Caller, request: Request): Work {
  const { node, vmid, archive, storage, unique = false, settings, pool } = request;
  const failing = `unable to restore VM ${vmid} -`;
  const before = locked(cluster, request, failing);
  yield { seconds: 0 };
  try {
    if (before) demandUnprotected(before, failing);
    if (before && isRunning(before)) throw refusal(`${failing} vm is running`);
    demandBridges(cluster, caller, { ...archiveOfMachine(cluster, node, archive).config, ...settings });
    const config = yield* restoreMachine(cluster, caller, { node, vmid, archive, storage, unique, settings, before });
    putGuest(cluster, { vmid, kind: "qemu", node, config, pending: {}, power: { status: "stopped" } });
  } catch (error) {
    putGuest(cluster, withConfig(machineOn(cluster, request), { lock: undefined }));
    yield* say(
      `error before or during data restore, some or all disks were not completely restored. VM ${vmid} state is NOT cleaned up.`,
    );
    throw error;
  }
  if (pool !== undefined) {
    leavePool(cluster, vmid);
    joinPool(cluster, vmid, pool);
  }
  if (!request.start) return;
  yield* say("Execute autostart");
  yield* startMachine(cluster, machineOn(cluster, request));
}

/** Takes the number, or locks the machine that has it. @returns that machine as it was */
function locked(cluster: Cluster, { node, vmid, force = false }: Request, failing: string): Guest | undefined {
  const there = cluster.state.table(guests).get(vmid);
  if (!there) {
    putGuest(cluster, {
      vmid,
      kind: "qemu",
      node,
      config: { lock: "create" },
      pending: {},
      power: { status: "stopped" },
    });
    return undefined;
  }
  if (!force || there.node !== node || there.kind !== "qemu") {
    throw refusal(`${failing} ${labelOf(there)} ${vmid} already exists on node '${there.node}'`);
  }
  try {
    demandUnlocked(there);
  } catch (error) {
    throw refusal(`${failing} ${(error as Error).message}`);
  }
  putGuest(cluster, withConfig(there, { lock: "create" }));
  return there;
}
