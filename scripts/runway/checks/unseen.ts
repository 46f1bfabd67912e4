import { type Check, notChecked } from "../../target/check.ts";
import type { Runway } from "../context.ts";

/** Whether a node can run machines at full speed. */
export const kvm: Check<Runway> = {
  name: "kvm",
  run: () => notChecked("only the node itself sees /dev/kvm; a machine that starts proves it"),
};

/** Whether the GPUs that a site names are there, with their driver. */
export const gpu: Check<Runway> = {
  name: "gpu",
  after: ["files"],
  run({ lab }) {
    const named = lab().nodes.some(({ gpus }) => gpus && gpus.length > 0);
    return notChecked(named ? "no guest uses one yet, so nobody asks the driver" : "no node of the site has one");
  },
};
