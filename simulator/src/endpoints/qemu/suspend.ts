/** Holding a machine still, and letting it go on. */
import { isRunning, rootOnlyOption } from "../../guests/record.ts";
import { haResources } from "../../ha/config.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { must, privileged } from "../../permission/rule.ts";
import { machineOn } from "../../qemu/machine.ts";
import { stateStorage } from "../../qemu/memory.ts";
import { startMachine } from "../../qemu/power.ts";
import { hibernateMachine, pauseMachine, resumeMachine } from "../../qemu/suspend.ts";
import { skipLock, storageId } from "../../schema/common.ts";
import { boolean, optional } from "../../schema/schema.ts";
import { say } from "../../tasks/work.ts";

const mayPower = must(privileged("/vms/{vmid}", "VM.PowerMgmt"));
const passedThrough =
  "cannot suspend VM to disk due to passed-through PCI device(s), which lack the possibility to save/restore their internal state";

export const suspend = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/status/suspend",
  permission: mayPower,
  parameters: {
    skiplock: skipLock(),
    todisk: optional(boolean(), false),
    statestorage: { ...optional(storageId()), requires: "todisk" },
  },
  task: ({ todisk }) => (todisk ? "qmsuspend" : "qmpause"),
  *run({ cluster, caller, parameters }) {
    const { vmid, skiplock, todisk, statestorage } = parameters;
    rootOnlyOption(caller, "skiplock", skiplock);
    const guest = machineOn(cluster, parameters);
    if (!isRunning(guest)) throw refusal(`VM ${vmid} not running`);
    if (todisk) {
      if (cluster.state.table(haResources).has(`vm:${vmid}`)) throw refusal("Cannot suspend HA managed VM to disk");
      caller.demand(`/vms/${vmid}`, ["VM.Config.Disk"]);
      if (Object.keys(guest.config).some((name) => /^hostpci\d+$/.test(name))) throw refusal(passedThrough);
      const storage = statestorage ?? stateStorage(cluster, guest);
      caller.demand(`/storage/${storage}`, ["Datastore.AllocateSpace"]);
    }
    yield* say(`suspend VM ${vmid}`);
    yield* todisk
      ? hibernateMachine(cluster, guest, { skipLock: skiplock, storage: statestorage })
      : pauseMachine(cluster, guest, { skipLock: skiplock });
  },
});

export const resume = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/status/resume",
  permission: mayPower,
  parameters: { skiplock: skipLock(), nocheck: optional(boolean()) },
  task: "qmresume",
  *run({ cluster, caller, parameters }) {
    const { vmid, skiplock, nocheck } = parameters;
    for (const [name, value] of Object.entries({ skiplock, nocheck })) rootOnlyOption(caller, name, value);
    const guest = machineOn(cluster, parameters);
    const sleeps = guest.config.lock === "suspended";
    if (!sleeps && !isRunning(guest)) throw refusal(`VM ${vmid} not running`);
    yield* say(`resume VM ${vmid}`);
    yield* sleeps
      ? startMachine(cluster, guest, { skipLock: skiplock })
      : resumeMachine(cluster, guest, { skipLock: skiplock });
  },
});
