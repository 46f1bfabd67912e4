import { availableParallelism } from "node:os";
import { join } from "node:path";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Progress } from "../../toolchain/progress.ts";
import { resolveTestPrograms } from "../../toolchain/provider-tests.ts";
import { resolveToolchain } from "../../toolchain/resolve.ts";
import { testSuites } from "../../toolchain/test-suites.ts";
import { excluded } from "./excluded.ts";
import { startImageServer } from "./image-server.ts";
import { startRegistry } from "./registry.ts";
import { type AcceptanceReport, reportFolder, type TestResult, writeReport } from "./report.ts";
import { keepResults } from "./results.ts";
import { listTests, type MeantTest, runTest, type TestRoom } from "./run-test.ts";

export interface AcceptanceOptions {
  /** Folder of the lab. */
  readonly root: string;
  /** Packages and tests to run, as a pattern for `fwprovider/pools/TestAccPoolMembershipVm`; all by default. */
  readonly only?: RegExp;
  readonly progress: Progress;
  /** Told of each test when it has ended. */
  readonly ended: (result: TestResult) => void;
}

/** Minutes a test may take; the longest needs about one on two cores. */
const minutes = 5;

/**
 * Runs the provider's own acceptance tests against simulators, and writes the report and a log of each test; after all of
 * them, the results in the simulator's README too.
 * @throws StrataError (1) when no test is meant, (4) when a tool is to be had nowhere
 */
export async function acceptance({ root, only, progress, ended }: AcceptanceOptions): Promise<AcceptanceReport> {
  const toolchain = await resolveToolchain({ progress });
  const meant = await findTests(only, progress);
  const logs = join(root, reportFolder, "logs");
  const images = await startImageServer();
  const registry = await startRegistry();
  try {
    const room = { toolchain, images: images.url, registry: registry.location, minutes };
    const tests = await inParallel(meant, async (test) => {
      const result = await resultOf(test, logs, room);
      ended(result);
      return result;
    });
    const tools = toolchain.tools.map(({ name, version, source }) => ({ name, version, source }));
    const report = { only: only?.source.replaceAll("\\/", "/") ?? null, tests, tools };
    await writeReport(join(root, reportFolder), report);
    if (only === undefined) await keepResults(root, tests);
    return report;
  } finally {
    await images.close();
    await registry.close();
  }
}

async function findTests(only: RegExp | undefined, progress: Progress): Promise<MeantTest[]> {
  // Where the pattern names packages the others need not be built to know their tests.
  const named = testSuites.filter((suite) => only?.test(suite));
  const asked = named.length > 0 ? named : testSuites;
  const programs = await resolveTestPrograms(asked, { progress });
  const tests: MeantTest[] = [];
  for (const [index, suite] of asked.entries()) {
    const program = programs[index] as string;
    for (const name of await listTests(program)) tests.push({ name, suite, program });
  }
  if (asked === testSuites) demandKnown(Object.keys(excluded), tests);
  const meant = tests.filter(({ name, suite }) => only === undefined || only.test(`${suite}/${name}`));
  if (meant.length === 0)
    throw new StrataError(exitCodes.wrongInput, `--only ${only?.source}: none of the ${tests.length} tests is meant`);
  return meant;
}

/** The list of what is excluded stays as short as it can be: no name stands there that is no test's. */
function demandKnown(names: readonly string[], tests: readonly MeantTest[]): void {
  const strange = names.filter((name) => !tests.some((test) => test.name === name));
  if (strange.length > 0)
    throw new StrataError(
      exitCodes.wrongInput,
      `scripts/acceptance/excluded.ts: no test is named ${strange.join(", ")}`,
    );
}

async function resultOf(test: MeantTest, logs: string, room: TestRoom): Promise<TestResult> {
  const { name, suite } = test;
  const reason = excluded[name];
  if (reason !== undefined) return { name, suite, status: "excluded", reason, seconds: 0 };
  const began = performance.now();
  const verdict = await runTest(test, join(logs, suite), room);
  return { name, suite, ...verdict, seconds: Math.round((performance.now() - began) / 100) / 10 };
}

/** Works on the items in their order, as many at a time as there are processors. @returns results in that order */
async function inParallel<In, Out>(items: readonly In[], work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  const rest = items.entries();
  const worker = async () => {
    for (const [index, item] of rest) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}
