/** Keys that are pressed on a machine's keyboard. Source: PVE::QemuServer, vm_sendkey, and QEMU's `sendkey`. */
import { demandUnlocked, isRunning, rootOnlyOption } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { must, privileged } from "../../permission/rule.ts";
import { isKeyName } from "../../qemu/key-names.ts";
import { machineOn } from "../../qemu/machine.ts";
import { skipLock } from "../../schema/common.ts";
import { string } from "../../schema/schema.ts";

export const sendKey = endpoint({
  method: "PUT",
  path: "/nodes/{node}/qemu/{vmid}/sendkey",
  permission: must(privileged("/vms/{vmid}", "VM.Console")),
  parameters: { key: string(), skiplock: skipLock() },
  without: "anybody who reads the keys",
  run({ cluster, caller, parameters: { key, skiplock, ...at } }) {
    rootOnlyOption(caller, "skiplock", skiplock);
    const guest = machineOn(cluster, at);
    if (!skiplock) demandUnlocked(guest);
    if (!isRunning(guest)) throw refusal(`VM ${guest.vmid} not running`);
    const unknown = key.split("-").find((name) => !isKeyName(name));
    if (unknown !== undefined) throw refusal(`invalid parameter: ${unknown}`);
    return null;
  },
});
