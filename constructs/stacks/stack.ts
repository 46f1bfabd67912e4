import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Lab } from "../../model/lab.ts";
import { ProxmoxConnection } from "../proxmox-connection.ts";

/** Something of the lab by itself, with a state of its own: a mistake here reaches nothing else. */
export abstract class LabStack extends TerraformStack {
  constructor(scope: Construct, name: string, lab: Lab) {
    super(scope, name);
    // Relative to the stack's folder, `cdktf.out/stacks/<stack>`: cdktf's own default is an absolute path.
    new LocalBackend(this, { path: `../../../state/${lab.site.name}/${name}.tfstate` });
    new ProxmoxConnection(this, "proxmox", lab);
  }

  protected output(name: string, value: string | number, description: string): void {
    new TerraformOutput(this, name, { value, description });
  }
}
