import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { type ProviderPin, providers } from "../../toolchain/pins.ts";
import { bySuite, type TestResult } from "./report.ts";

/**
 * Keeps how a whole run ended beside the simulator, and in its README: names and verdicts alone, so that a run which ends
 * as the one before changes nothing.
 *
 * @param root folder of the lab; one without the simulator's sources is left as it is
 */
export async function keepResults(root: string, tests: readonly TestResult[]): Promise<void> {
  const simulator = join(root, "simulator");
  const readme = join(simulator, "scripts", "write-readme.mjs");
  if (!existsSync(readme)) return;
  const suites = [...bySuite(tests)].map(([suite, own]) => [
    suite,
    Object.fromEntries(
      own.map(({ name, status, reason }) => [name, status === "excluded" ? { excluded: reason } : status]),
    ),
  ]);
  const [{ name, version }] = providers as [ProviderPin];
  const results = { provider: `${name} ${version}`, suites: Object.fromEntries(suites) };
  await writeFile(join(simulator, "acceptance.json"), `${JSON.stringify(results, null, 2)}\n`);
  await execa(process.execPath, [readme]);
}
