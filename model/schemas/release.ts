import type { output } from "zod";
import * as z from "zod";
import { digest, domain, k3sVersion, label, moment, release, textLike, vmid, wholeSize } from "./fields.ts";
import { download } from "./image.ts";

const commit = textLike(/^[0-9a-f]{40}$/, () => "is no commit; write its 40 hexadecimal digits");

const built = z
  .strictObject({
    at: moment.describe("When the build ended, in UTC"),
    commit: commit.describe("Commit it was built from"),
    dirty: z.boolean().describe("Whether the checkout differed from that commit"),
    builder: z.enum(["qemu", "proxmox-iso", "cloud-download"]).describe("Builder that made it"),
    base: digest.describe("Digest of its base"),
    recipe: digest.describe("Digest of its recipe: base, answers, steps and roles; another one today makes it stale"),
    url: download
      .optional()
      .describe("Where Proxmox fetched it, by which it is fetched again. Default: it was built by Packer"),
  })
  .superRefine(({ builder, url }, context) => {
    if (builder === "cloud-download" && url === undefined)
      context.addIssue("names no url, from which Proxmox would fetch it again; write the one that its base had");
    if (builder !== "cloud-download" && url !== undefined)
      context.addIssue(`names a url, and ${builder} fetches nothing; leave it out`);
  });

const tested = z.strictObject({
  at: moment.describe("When a clone of it was proven, in UTC"),
  digest: digest.describe("Digest of the disk that was booted"),
});

/** One built version of an image, and where its templates are, as `releases/<version>.yaml` describes it. */
export const releaseFile = z
  .strictObject({
    name: domain.describe("Name of its templates in Proxmox"),
    disk: wholeSize("GiB").describe("Size of the template's boot disk, such as 20GiB"),
    k3s: k3sVersion.optional().describe("Version of k3s inside. Default: none"),
    digest: digest.describe("Digest of the disk, such as sha256:9f…"),
    built: built.optional().describe("How it was built. Default: not recorded"),
    tested: tested.optional().describe("The boot test that it passed. Default: not tested"),
    retired: moment.optional().describe("When its templates were removed, in UTC. Default: in service"),
    templates: z
      .array(
        z.strictObject({
          site: label.describe("Site, a folder of personas/"),
          node: label.describe("Node it is on"),
          storage: label.describe("Storage of its disk"),
          id: vmid.describe("Its number in Proxmox (VMID), inside ids.template of the site"),
        }),
      )
      .describe("Where it stands as a template: one entry a site and node"),
  })
  .superRefine(({ digest, built }, context) => {
    if (built?.builder !== "cloud-download" || built.base === digest) return;
    const message = "is not that of its base, and cloud-download changes nothing inside";
    context.addIssue({ code: "custom", path: ["digest"], input: digest, message });
  })
  .describe("One release of an image: images/<name>/releases/<version>.yaml");

const promotion = z.strictObject({
  channel: z.enum(["stable", "candidate"]).describe("Channel that was moved"),
  to: release.describe("Release it pointed to from then on"),
  from: release.optional().describe("Release it pointed to before. Default: none"),
  digest: digest.describe("Digest of the release it was moved to"),
  at: moment.describe("When, in UTC"),
});

/** Which release each channel of an image points to, as `channels.yaml` describes it. */
export const channels = z
  .strictObject({
    stable: release.optional().describe("Release that guests following @stable get. Default: none"),
    candidate: release.optional().describe("Release that is being tried by guests following @candidate. Default: none"),
    promotions: z
      .array(promotion)
      .default([])
      .describe("Each move of a channel, the newest first. Default: none recorded"),
  })
  .describe("Channels of an image: images/<name>/channels.yaml");

export type ReleaseFile = output<typeof releaseFile>;
export type ChannelsFile = output<typeof channels>;
