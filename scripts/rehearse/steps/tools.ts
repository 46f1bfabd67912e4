import { loadLab } from "../../../model/load.ts";
import { progressOn } from "../../../toolchain/progress.ts";
import { resolveToolchain } from "../../../toolchain/resolve.ts";
import { resolveTarget } from "../../target/target.ts";
import type { Step } from "../step.ts";

/** OpenTofu and its providers: found, or built when this machine has none. And the way to the embedded Proxmox. */
export const tools: Step = {
  name: "tools",
  async run({ copy, found, stopped }) {
    found.target = await resolveTarget(loadLab(copy.root, copy.site), copy.root);
    found.toolchain = await resolveToolchain({ progress: progressOn(), signal: stopped });
    return found.toolchain.tools.map(({ name, version, source }) => `${name} ${version} ${source}`).join(" · ");
  },
};
