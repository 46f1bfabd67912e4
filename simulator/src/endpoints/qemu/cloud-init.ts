/** The cloud-init drive: made anew from the configuration, and what would stand on it. */
import { putGuest } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { must, privileged } from "../../permission/rule.ts";
import { writeCloudInit } from "../../qemu/cloud-init/drive.ts";
import { generated } from "../../qemu/cloud-init/files.ts";
import { machineOn } from "../../qemu/machine.ts";
import { settle } from "../../qemu/pending.ts";
import { choice } from "../../schema/schema.ts";
import { pendingOptions } from "./pending.ts";

export const regenerate = endpoint({
  method: "PUT",
  path: "/nodes/{node}/qemu/{vmid}/cloudinit",
  permission: must(privileged("/vms/{vmid}", "VM.Config.Cloudinit")),
  without: "drives for OpenNebula and for Windows, which stay empty",
  run({ cluster, parameters }) {
    writeCloudInit(cluster, putGuest(cluster, settle(cluster, machineOn(cluster, parameters))));
    return null;
  },
});

const isCloudInitOption = (name: string): boolean =>
  /^(ci[a-z]+|ipconfig\d+|nameserver|searchdomain|sshkeys|net\d+|name)$/.test(name);

export const waiting = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu/{vmid}/cloudinit",
  permission: must(privileged("/vms/{vmid}", "VM.Audit")),
  without: "what the drive was made of before",
  run: ({ cluster, parameters }) =>
    pendingOptions(machineOn(cluster, parameters)).filter(({ key }) => isCloudInitOption(key)),
});

export const dump = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu/{vmid}/cloudinit/dump",
  permission: must(privileged("/vms/{vmid}", "VM.Audit")),
  parameters: { type: choice("user", "network", "meta") },
  run: ({ cluster, parameters }) => generated(cluster, machineOn(cluster, parameters), parameters.type),
});
