import { Resource as NullResource } from "@cdktf/provider-null/lib/resource/index.js";
import { Construct } from "constructs";
import { expression } from "../providers/hcl.ts";

export interface PackerBuildProps {
  readonly image: string;
  /** `v1.0.0` */
  readonly release: string;
  readonly site: string;
  /** `sha256:…` of everything it is built from: another one builds again. */
  readonly inputs: string;
  /** Whether its template stands where it should and is recorded, in OpenTofu's language, known when planned. */
  readonly stands: string;
}

/** A build with Packer and its way to the host, as a step: `strata image provide`. It runs when its inputs changed or a template is gone. */
export class PackerBuild extends Construct {
  /** Number of the last run that ended well, in OpenTofu's language: what names it is worked out after the build. */
  public readonly run: string;

  constructor(scope: Construct, id: string, { image, release, site, inputs, stands }: PackerBuildProps) {
    super(scope, id);
    const build = new NullResource(this, "Default", {
      triggers: { release, inputs, template: standing(stands) },
      provisioners: [provide(image, release, site)],
    });
    this.run = `null_resource.${build.friendlyUniqueId}.id`;
  }
}

/** `strata image provide` of a release, which also records it. */
export function provide(image: string, release: string, site: string) {
  return {
    type: "local-exec",
    // The folder of the lab, seen from the stack's; STRATA_PROGRAM says where the program is if not there.
    workingDir: "../../..",
    command: `node "$\${STRATA_PROGRAM:-scripts/strata.mjs}" image provide ${image} ${release} --site ${site}`,
  } as const;
}

/**
 * `stands` once the step is done, always. Where the template is missing the value is not known before the apply, which
 * OpenTofu takes for a change: the step runs again. `timestamp()` is what no plan knows.
 */
export function standing(stands: string): string {
  return expression(`${stands} ? "stands" : substr("stands\${timestamp()}", 0, 6)`);
}
