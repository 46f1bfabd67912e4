import { Construct } from "constructs";
import type { LinuxContainer } from "../providers/proxmox/container.ts";
import { TerraformData } from "../providers/terraform-data.ts";

export interface RootStepProps {
  readonly guest: string;
  readonly site: string;
  readonly container: LinuxContainer;
  /** Digest of what is to be set: a changed one runs the step again. */
  readonly settings: string;
}

/**
 * What Proxmox takes from root alone, set by a step with the second credential: `strata pct-set`. It runs when the
 * container is made, made anew, or when its settings change, and it is held to the settings that were reviewed.
 */
export class RootStep extends Construct {
  constructor(scope: Construct, id: string, { guest, site, container, settings }: RootStepProps) {
    super(scope, id);
    new TerraformData(this, "Default", {
      triggersReplace: { container: container.id, settings },
      provisioners: [
        {
          type: "local-exec",
          // The folder of the lab, seen from the stack's; STRATA_PROGRAM says where the program is if not there.
          workingDir: "../../..",
          command: `node "$\${STRATA_PROGRAM:-scripts/strata.mjs}" pct-set ${guest} --site ${site} --reviewed ${settings}`,
        },
      ],
    });
  }
}
