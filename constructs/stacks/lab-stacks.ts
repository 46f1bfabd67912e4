import type { Construct } from "constructs";
import type { Lab } from "../../model/lab.ts";
import { GuestStack } from "./guest-stack.ts";
import { ServiceStack } from "./service-stack.ts";

/** Everything that a lab consists of: one stack for each guest. */
export function labStacks(scope: Construct, lab: Lab): void {
  for (const guest of lab.guests) {
    if (guest.kind === "lxc") new ServiceStack(scope, lab, guest);
    else new GuestStack(scope, lab, guest);
  }
}
