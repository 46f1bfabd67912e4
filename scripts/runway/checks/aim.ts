import { type Check, pass } from "../../target/check.ts";
import type { Runway } from "../context.ts";

/** It is decided where commands go, and that is where they may go. */
export const aim: Check<Runway> = {
  name: "target",
  after: ["files"],
  run({ site, aim }) {
    return pass(aim().kind === "site" ? `${site} itself` : `an embedded Proxmox on this machine (STRATA_TARGET)`);
  },
};
