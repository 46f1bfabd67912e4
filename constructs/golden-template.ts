import { Construct } from "constructs";
import type { PackedImage } from "../model/packed-image.ts";
import { expression } from "../providers/hcl.ts";
import { StandingTemplates } from "../providers/proxmox/standing-templates.ts";
import { PackerBuild } from "./packer-build.ts";

export interface GoldenTemplateProps {
  readonly site: string;
  readonly build: PackedImage;
}

/** An image as a resource: built where its inputs say so, a template on its nodes, and told apart by its digest. */
export class GoldenTemplate extends Construct {
  /**
   * `template_name`, `vm_id` (on the first of its nodes), `version` and `digest`, in OpenTofu's language, worked out after
   * the build.
   */
  public readonly made: Readonly<Record<"template_name" | "vm_id" | "version" | "digest", string>>;

  constructor(scope: Construct, id: string, { site, build }: GoldenTemplateProps) {
    super(scope, id);
    const { image, release, template, nodes, inputs } = build;
    const standing = nodes.map((node) => new StandingTemplates(this, `standing-${node}`, { node, name: template }).any);
    // A release's file that was not committed may be taken back: then nothing says any more what was built.
    const stands = [...standing, `can(yamldecode(file("${fromStack(build)}")).built.at)`].join(" && ");
    const { run } = new PackerBuild(this, "build", { image, release, site, inputs, stands });
    this.made = recorded(build, site, run);
  }
}

/**
 * What the release's file says, read after the build: a step gives nothing back, and its number is known only when it has
 * ended well. So nothing of this ever names a build that failed.
 */
export function recorded(
  build: Pick<PackedImage, "release" | "releaseFile" | "nodes">,
  site: string,
  run: string,
): GoldenTemplate["made"] {
  const { release, nodes } = build;
  const [node] = nodes;
  const after = (text: string) => `${run} == "" ? "" : "${text}"`;
  const record = `yamldecode(file(${after(fromStack(build))}))`;
  const places = `[for place in ${record}.templates : place.id if place.site == "${site}" && place.node == "${node}"]`;
  return {
    template_name: expression(`${record}.name`),
    vm_id: expression(`one(${places})`),
    version: expression(after(release)),
    digest: expression(`${record}.digest`),
  };
}

/** Path of the release's file as OpenTofu sees it, which runs in the stack's folder. */
export function fromStack({ releaseFile }: Pick<PackedImage, "releaseFile">): string {
  return `../../../${releaseFile}`;
}
