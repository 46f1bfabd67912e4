import { Resource as NullResource } from "@cdktf/provider-null/lib/resource/index.js";
import { Construct } from "constructs";
import type { DownloadedImage as Download, DownloadedRelease } from "../model/downloaded-image.ts";
import { Machines } from "../providers/proxmox/machines.ts";
import { DownloadedTemplate } from "./downloaded-template.ts";
import { fromStack, type GoldenTemplate, recorded } from "./golden-template.ts";
import { provide, standing } from "./packer-build.ts";

export interface DownloadedImageProps {
  readonly site: string;
  readonly build: Download;
}

/** An image that Proxmox fetches: a template for each release in service and node, and the record of the newest. */
export class DownloadedImage extends Construct {
  /** As of an image that Packer builds. */
  public readonly made: GoldenTemplate["made"];

  constructor(scope: Construct, id: string, { site, build }: DownloadedImageProps) {
    super(scope, id);
    const { image, contract, kept, current } = build;
    const machines = new Machines(this, "machines");
    const made = (release: DownloadedRelease) =>
      release.places.map(
        (place) =>
          new DownloadedTemplate(this, `${release.release}-${place.node}`, { contract, release, place, machines }),
      );
    kept.forEach(made);
    const { release, places } = current;
    const written = `can(yamldecode(file("${fromStack(current)}")).built.at)`;
    const record = new NullResource(this, "record", {
      triggers: { release, recorded: standing(written), templates: templateIds(made(current)) },
      provisioners: [provide(image, release, site)],
    });
    const run = `null_resource.${record.friendlyUniqueId}.id`;
    this.made = recorded({ ...current, nodes: places.map(({ node }) => node) }, site, run);
  }
}

/** What is made anew has no id until it is there, which OpenTofu takes for a change: it is recorded again. */
function templateIds(templates: readonly DownloadedTemplate[]): string {
  return templates.map(({ made }) => made).join(" ");
}
