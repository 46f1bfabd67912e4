import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Lab, Machine } from "../../model/lab.ts";
import { K3sNode } from "../k3s-node.ts";
import { PersonaVm } from "../persona-vm.ts";
import { ProxmoxConnection } from "../proxmox-connection.ts";
import { personaVmProps } from "./persona-vm-props.ts";

/** A guest by itself, with a state of its own: a mistake here reaches no other guest. Named as the guest is. */
export class GuestStack extends TerraformStack {
  constructor(scope: Construct, lab: Lab, guest: Machine) {
    super(scope, guest.name);
    keepState(this, lab.site.name);
    new ProxmoxConnection(this, "proxmox", lab);
    outputs(this, machine(this, lab, guest));
  }
}

/** Relative to the stack's folder, `cdktf.out/stacks/<stack>`: cdktf's own default is an absolute path. */
function keepState(stack: TerraformStack, site: string): void {
  new LocalBackend(stack, { path: `../../../state/${site}/${stack.node.id}.tfstate` });
}

/** Both kinds stand at one address, so a machine that becomes a cluster is not made anew. */
function machine(stack: TerraformStack, { site }: Lab, guest: Machine): PersonaVm | K3sNode {
  const props = personaVmProps(site, guest);
  return guest.kind === "k3s"
    ? new K3sNode(stack, "vm", { ...props, site: site.name })
    : new PersonaVm(stack, "vm", props);
}

function outputs(stack: TerraformStack, guest: PersonaVm | K3sNode): void {
  output(stack, "vmid", guest.vmid, "Number of the machine in Proxmox");
  output(stack, "ipv4", guest.ipv4, "Address of the machine");
  if (!(guest instanceof K3sNode)) return;
  output(stack, "kubectl_context", guest.kubectl.context, "Name of the kubectl context");
  output(stack, "kubectl_server", guest.kubectl.server, "Address of the Kubernetes API");
  output(stack, "kubectl_fetch", guest.kubectl.fetch, "Brings the kubeconfig to this machine, once k3s answers");
}

function output(stack: TerraformStack, name: string, value: string | number, description: string): void {
  new TerraformOutput(stack, name, { value, description });
}
