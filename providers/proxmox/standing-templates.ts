import { TerraformDataSource } from "cdktf";
import type { Construct } from "constructs";
import { proxmox } from "./provider.ts";

export interface StandingTemplatesConfig {
  readonly node: string;
  /** Name of the template, exactly. */
  readonly name: string;
}

/** The templates of a name on a node, as Proxmox tells them at each plan (data source `proxmox_virtual_environment_vms`). */
export class StandingTemplates extends TerraformDataSource {
  readonly #config: StandingTemplatesConfig;

  constructor(scope: Construct, id: string, config: StandingTemplatesConfig) {
    super(scope, id, {
      terraformResourceType: "proxmox_virtual_environment_vms",
      terraformGeneratorMetadata: { providerName: proxmox.name, providerVersionConstraint: proxmox.version },
    });
    this.#config = config;
  }

  /** Whether there is one, in OpenTofu's language. */
  get any(): string {
    return `length(data.${this.terraformResourceType}.${this.friendlyUniqueId}.vms) > 0`;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { node, name } = this.#config;
    return {
      node_name: node,
      filter: [
        { name: "name", values: [name] },
        { name: "template", values: ["true"] },
      ],
    };
  }
}
