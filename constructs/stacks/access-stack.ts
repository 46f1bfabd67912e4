import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { Lab } from "../../model/lab.ts";
import { rolePrivileges } from "../../model/privileges.ts";
import { accessStack } from "../../model/stack-names.ts";
import { literal } from "../../providers/hcl.ts";
import { Acl } from "../../providers/proxmox/acl.ts";
import { Role } from "../../providers/proxmox/role.ts";
import { User } from "../../providers/proxmox/user.ts";
import { UserToken } from "../../providers/proxmox/user-token.ts";
import { LabStack } from "./stack.ts";

/** Name of the role in Proxmox. */
const roleId = "Strata";

/**
 * Who manages the lab: a user without a password, the role that the other stacks need, and the one token. It is applied
 * as root@pam, and rarely: a token that could change its own role would not be restricted.
 */
export class AccessStack extends LabStack {
  constructor(scope: Construct, lab: Lab) {
    super(scope, accessStack, lab);
    encryptedOnly(this);
    const userId = literal(lab.site.apiUser);
    const role = new Role(this, "role", { roleId, privileges: rolePrivileges(lab) });
    const user = new User(this, "user", { userId, enabled: true, comment: `Manages the lab ${lab.site.name}` });
    const grant = new Acl(this, "grant", { path: "/", roleId, userId, propagate: true, dependsOn: [role, user] });
    const token = new UserToken(this, "token", {
      userId,
      tokenName: "strata",
      comment: "Used by Strata",
      // It has what its user has, and the user has the role and nothing else.
      privilegesSeparation: false,
      dependsOn: [grant],
      // Of one that was made by hand nobody can tell the secret, and the provider cannot change it without.
      lifecycle: { ignoreChanges: ["comment", "expiration_date"] },
    });
    new TerraformOutput(this, "token_value", {
      value: token.value,
      sensitive: true,
      description: "The token with its secret, as PROXMOX_VE_API_TOKEN wants it",
    }).overrideLogicalId("token");
  }
}

/**
 * The secret of a token is in the state, and may be in a plan. OpenTofu refuses to write either in plain; with what they
 * are encrypted is said in its environment (`TF_ENCRYPTION`). Terraform does not know the block, and refuses the stack.
 */
function encryptedOnly(stack: LabStack): void {
  const enforced = { enforced: true };
  stack.addOverride("terraform.encryption", { state: enforced, plan: enforced });
}
