import { type Check, notChecked } from "../../target/check.ts";
import type { Runway } from "../context.ts";

/** Whether a node can run machines at full speed. */
export const kvm: Check<Runway> = {
  name: "kvm",
  run: () => notChecked("only the node itself sees /dev/kvm; a machine that starts proves it"),
};
