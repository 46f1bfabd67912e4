import { TerraformDataSource } from "cdktf";
import type { Construct } from "constructs";
import { proxmox } from "./provider.ts";

/** Every machine of the cluster, as Proxmox tells them at each plan (data source `proxmox_virtual_environment_vms`). */
export class Machines extends TerraformDataSource {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      terraformResourceType: "proxmox_virtual_environment_vms",
      terraformGeneratorMetadata: { providerName: proxmox.name, providerVersionConstraint: proxmox.version },
    });
  }

  /** Names of those that have a number and not this name, in OpenTofu's language. */
  strangers(vmId: number, name: string): string {
    const machines = `data.${this.terraformResourceType}.${this.friendlyUniqueId}.vms`;
    return `[for machine in ${machines} : machine.name if machine.vm_id == ${vmId} && machine.name != "${name}"]`;
  }
}
