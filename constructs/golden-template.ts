import { Construct } from "constructs";
import type { ImageBuild } from "../model/image-builds.ts";
import { expression } from "../providers/hcl.ts";
import { StandingTemplates } from "../providers/proxmox/standing-templates.ts";
import { PackerBuild } from "./packer-build.ts";

export interface GoldenTemplateProps {
  readonly site: string;
  readonly build: ImageBuild;
}

/** An image as a resource: built where its inputs say so, a template on its node, and told apart by its digest. */
export class GoldenTemplate extends Construct {
  /** `template_name`, `vm_id`, `version` and `digest`, in OpenTofu's language, worked out after the build. */
  public readonly made: Readonly<Record<"template_name" | "vm_id" | "version" | "digest", string>>;

  constructor(scope: Construct, id: string, { site, build }: GoldenTemplateProps) {
    super(scope, id);
    const { image, release, template, node, inputs } = build;
    const { any: stands } = new StandingTemplates(this, "standing", { node, name: template });
    const { run } = new PackerBuild(this, "build", { image, release, site, inputs, stands });
    this.made = recorded(build, site, run);
  }
}

/**
 * What the release's file says, read after the build: a step gives nothing back, and its number is known only when it has
 * ended well. So nothing of this ever names a build that failed.
 */
function recorded({ releaseFile, release, node }: ImageBuild, site: string, run: string): GoldenTemplate["made"] {
  const after = (text: string) => `${run} == "" ? "" : "${text}"`;
  const record = `yamldecode(file(${after(`../../../${releaseFile}`)}))`;
  const places = `[for place in ${record}.templates : place.id if place.site == "${site}" && place.node == "${node}"]`;
  return {
    template_name: expression(`${record}.name`),
    vm_id: expression(`one(${places})`),
    version: expression(after(release)),
    digest: expression(`${record}.digest`),
  };
}
