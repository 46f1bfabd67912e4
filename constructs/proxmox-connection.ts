import { TerraformVariable, type TerraformVariableConfig, Token, VariableType } from "cdktf";
import { Construct } from "constructs";
import type { Node, Site } from "../model/lab.ts";
import { expression } from "../providers/hcl.ts";
import { ProxmoxProvider } from "../providers/proxmox/provider.ts";
import { ForEach } from "../providers/schema.ts";

export interface ProxmoxConnectionProps {
  readonly site: Site;
  /** Every node of the site: which one takes a snippet is the guest's to say. */
  readonly nodes: readonly Node[];
}

/**
 * How a stack reaches its Proxmox. The site's values are the defaults of four variables, so that the same JSON can be
 * aimed at an embedded Proxmox (`TF_VAR_proxmox_endpoint` and so on). None of them is a secret: a plan file keeps
 * variables in plain, so the token comes in the provider's own `PROXMOX_VE_API_TOKEN`.
 */
export class ProxmoxConnection extends Construct {
  constructor(scope: Construct, id: string, { site, nodes }: ProxmoxConnectionProps) {
    super(scope, id);
    const endpoint = variable(this, "proxmox_endpoint", {
      type: VariableType.STRING,
      description: "Address of the Proxmox API, such as https://192.168.88.10:8006",
      default: site.endpoint,
    });
    const user = variable(this, "proxmox_ssh_user", {
      type: VariableType.STRING,
      description: "User that writes snippets to a node over SSH",
      default: site.ssh.user,
    });
    const keyFile = variable(this, "proxmox_ssh_key_file", {
      type: VariableType.STRING,
      description: "File of the private key of that user, without passphrase",
      default: site.ssh.key,
    });
    const sshNodes = variable(this, "proxmox_ssh_nodes", {
      type: VariableType.map(VariableType.object({ address: "string", port: "optional(number, 22)" })),
      description: "Where each node answers SSH, by the node's name",
      default: Object.fromEntries(nodes.map((node) => [node.name, { address: node.address, port: 22 }])),
    });

    new ProxmoxProvider(this, "provider", {
      endpoint: expression(endpoint),
      ssh: {
        username: expression(user),
        // Most stacks never open SSH: a key that is not there fails the connection, not the plan.
        privateKey: expression(`fileexists(${keyFile}) ? file(${keyFile}) : null`),
        node: new ForEach(expression(sshNodes), {
          name: expression("node.key"),
          address: expression("node.value.address"),
          port: Token.asNumber(expression("node.value.port")),
        }),
      },
    });
  }
}

/** Declares a variable under exactly this name and gives back its reference. */
function variable(scope: Construct, name: string, config: TerraformVariableConfig): string {
  const declared = new TerraformVariable(scope, name, { nullable: false, ...config });
  declared.overrideLogicalId(name);
  return `var.${name}`;
}
