import { progressOn } from "../../../toolchain/progress.ts";
import { resolveToolchain } from "../../../toolchain/resolve.ts";
import type { Step } from "../step.ts";

/** OpenTofu and its providers: found, or built when this machine has none. */
export const tools: Step = {
  name: "tools",
  async run({ found, stopped }) {
    found.toolchain = await resolveToolchain({ progress: progressOn(), signal: stopped });
    return found.toolchain.tools.map(({ name, version, source }) => `${name} ${version} ${source}`).join(" · ");
  },
};
