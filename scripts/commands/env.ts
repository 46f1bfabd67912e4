import { loadLab } from "../../model/load.ts";
import { shellExports } from "../../toolchain/environment.ts";
import { progressOn } from "../../toolchain/progress.ts";
import { resolveToolchain } from "../../toolchain/resolve.ts";
import type { StrataCommand } from "../command.ts";
import { resolveTarget } from "../target/target.ts";
import { tokenVariable } from "../target/token.ts";

export default {
  async run({ root, site }) {
    const { environment: tools } = await resolveToolchain({ progress: progressOn() });
    const target = await targetEnvironment(root, site);
    const variables = { ...tools, ...target, SITE: site };
    return { text: shellExports(variables), facts: variables };
  },
} satisfies StrataCommand;

/** What leads to the target. A shell keeps its own home; a terminal that only looks does not get to see the token. */
async function targetEnvironment(root: string, site: string): Promise<Record<string, string>> {
  try {
    const { HOME: _, ...environment } = (await resolveTarget(loadLab(root, site), root)).environment;
    return process.stdout.isTTY ? { ...environment, [tokenVariable]: "(hidden from a terminal)" } : environment;
  } catch (error) {
    process.stderr.write(`only the tools, no target: ${(error as Error).message}\n`);
    return {};
  }
}
