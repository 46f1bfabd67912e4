import { type TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";

export interface TerraformDataConfig {
  /** Values by name; a changed one makes the resource anew, and so runs its provisioners again. */
  readonly triggersReplace: Readonly<Record<string, string>>;
  readonly provisioners: TerraformMetaArguments["provisioners"];
}

/**
 * OpenTofu's own resource for a step. cdktf has a class for it, which asks the `terraform` on PATH for its version at
 * every synthesis: a process for each step, of a program that need not be there.
 */
export class TerraformData extends TerraformResource {
  readonly #triggers: TerraformDataConfig["triggersReplace"];

  constructor(scope: Construct, id: string, { triggersReplace, provisioners }: TerraformDataConfig) {
    super(scope, id, { terraformResourceType: "terraform_data", ...(provisioners && { provisioners }) });
    this.#triggers = triggersReplace;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { triggers_replace: this.#triggers };
  }
}
