import { Construct } from "constructs";
import { TerraformData } from "../providers/terraform-data.ts";

export interface NotificationStepProps {
  readonly site: string;
  /** Digest of what is to be set: a changed one runs the step again. */
  readonly settings: string;
}

/**
 * Who is told by mail, set by a step with root's key: `strata notifications`. The provider has no resource for it (0.111).
 * The step is held to the settings that were reviewed.
 */
export class NotificationStep extends Construct {
  constructor(scope: Construct, id: string, { site, settings }: NotificationStepProps) {
    super(scope, id);
    new TerraformData(this, "Default", {
      triggersReplace: { settings },
      provisioners: [
        {
          type: "local-exec",
          // The folder of the lab, seen from the stack's; STRATA_PROGRAM says where the program is if not there.
          workingDir: "../../..",
          command: `node "$\${STRATA_PROGRAM:-scripts/strata.mjs}" notifications --site ${site} --reviewed ${settings}`,
        },
      ],
    });
  }
}
