import { Construct } from "constructs";
import { PersonaVm, type PersonaVmProps } from "./persona-vm.ts";

export interface K3sNodeProps extends PersonaVmProps {
  /** Site it belongs to: the first half of its kubectl context's name. */
  readonly site: string;
}

/** What a person needs to point kubectl at a cluster. */
export interface Kubectl {
  /** Name of the context, such as `home-k3s-single`. */
  readonly context: string;
  /** Address of the Kubernetes API. */
  readonly server: string;
  /** Shell command that brings the kubeconfig to `~/.kube/<context>.yaml`, under that context's name. */
  readonly fetch: string;
}

/** Port of the Kubernetes API on a k3s server (https://docs.k3s.io/installation/requirements). */
const apiPort = 6443;

/** A machine whose image carries k3s: it comes up as a cluster of one server. */
export class K3sNode extends Construct {
  /** Number of the machine in Proxmox, known once it is there. */
  public readonly vmid: number;
  /** Static address, without prefix length. */
  public readonly ipv4: string;
  public readonly kubectl: Kubectl;

  constructor(scope: Construct, id: string, { site, ...machine }: K3sNodeProps) {
    super(scope, id);
    const vm = new PersonaVm(this, "Default", machine);
    this.vmid = vm.vmid;
    this.ipv4 = vm.ipv4;
    this.kubectl = kubectl(`${site}-${machine.name}`, vm.ipv4, machine.cloudInit.login);
  }
}

/** k3s writes its kubeconfig for root, for the loopback address, and calls everything in it "default". */
function kubectl(context: string, ipv4: string, login: string): Kubectl {
  const server = `https://${ipv4}:${apiPort}`;
  const rename = `sed -e 's#https://127.0.0.1:${apiPort}#${server}#' -e 's/: default$/: ${context}/'`;
  const fetch = `(umask 077 && mkdir -p ~/.kube && ssh ${login}@${ipv4} sudo cat /etc/rancher/k3s/k3s.yaml | ${rename} > ~/.kube/${context}.yaml)`;
  return { context, server, fetch };
}
