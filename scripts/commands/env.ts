import { shellExports } from "../../toolchain/environment.ts";
import { progressOn } from "../../toolchain/progress.ts";
import { resolveToolchain } from "../../toolchain/resolve.ts";
import type { StrataCommand } from "../command.ts";

const env: StrataCommand = {
  summary: 'Print what a shell needs for plain cdktf and tofu: eval "$(npx strata env)"',
  run: async () => {
    const { environment } = await resolveToolchain({ progress: progressOn() });
    return { text: shellExports(environment), facts: environment };
  },
};

export default env;
