import { NullProvider } from "@cdktf/provider-null/lib/provider/index.js";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { ImageBuild } from "../../model/image-builds.ts";
import type { Lab } from "../../model/lab.ts";
import { imagesStack } from "../../model/stack-names.ts";
import { DownloadedImage } from "../downloaded-image.ts";
import { GoldenTemplate } from "../golden-template.ts";
import { LabStack } from "./stack.ts";

/** The templates that Packer or Proxmox itself makes for a site. One output for each image, under its name. */
export class ImagesStack extends LabStack {
  constructor(scope: Construct, lab: Lab, builds: readonly ImageBuild[]) {
    super(scope, imagesStack, lab);
    new NullProvider(this, "null");
    for (const build of builds) {
      const { made } = template(this, lab.site.name, build);
      const description = `Template of ${build.image} that the last build left`;
      new TerraformOutput(this, `${build.image}-made`, { value: made, description }).overrideLogicalId(build.image);
    }
  }
}

function template(scope: Construct, site: string, build: ImageBuild): GoldenTemplate | DownloadedImage {
  return build.builder === "cloud-download"
    ? new DownloadedImage(scope, build.image, { site, build })
    : new GoldenTemplate(scope, build.image, { site, build });
}
