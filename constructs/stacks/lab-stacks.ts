import type { Construct } from "constructs";
import type { ImageBuild } from "../../model/image-builds.ts";
import type { Lab } from "../../model/lab.ts";
import { AccessStack } from "./access-stack.ts";
import { GuestStack } from "./guest-stack.ts";
import { ImagesStack } from "./images-stack.ts";
import { PlatformStack } from "./platform-stack.ts";
import { ServiceStack } from "./service-stack.ts";

/**
 * Everything that a lab consists of: who manages it, what guests stand on, the images that are built for it, and each guest
 * by itself.
 *
 * @param builds none unless said
 */
export function labStacks(scope: Construct, lab: Lab, builds: readonly ImageBuild[] = []): void {
  new AccessStack(scope, lab);
  new PlatformStack(scope, lab);
  if (builds.length > 0) new ImagesStack(scope, lab, builds);
  for (const guest of lab.guests) {
    if (guest.kind === "lxc") new ServiceStack(scope, lab, guest);
    else new GuestStack(scope, lab, guest);
  }
}
