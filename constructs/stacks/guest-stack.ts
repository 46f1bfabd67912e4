import type { Construct } from "constructs";
import type { Lab, Machine } from "../../model/lab.ts";
import { K3sNode } from "../k3s-node.ts";
import { PersonaVm } from "../persona-vm.ts";
import { personaVmProps } from "./persona-vm-props.ts";
import { LabStack } from "./stack.ts";

/** A machine by itself. Named as the machine is. */
export class GuestStack extends LabStack {
  constructor(scope: Construct, lab: Lab, guest: Machine) {
    super(scope, guest.name, lab);
    const made = machine(this, lab, guest);
    this.output("vmid", made.vmid, "Number of the machine in Proxmox");
    this.output("ipv4", made.ipv4, "Address of the machine");
    if (!(made instanceof K3sNode)) return;
    this.output("kubectl_context", made.kubectl.context, "Name of the kubectl context");
    this.output("kubectl_server", made.kubectl.server, "Address of the Kubernetes API");
    this.output("kubectl_fetch", made.kubectl.fetch, "Brings the kubeconfig to this machine, once k3s answers");
  }
}

/** Both kinds stand at one address, so a machine that becomes a cluster is not made anew. */
function machine(stack: LabStack, { site }: Lab, guest: Machine): PersonaVm | K3sNode {
  const props = personaVmProps(site, guest);
  return guest.kind === "k3s"
    ? new K3sNode(stack, "vm", { ...props, site: site.name })
    : new PersonaVm(stack, "vm", props);
}
