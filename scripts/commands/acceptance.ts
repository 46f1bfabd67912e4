import { join } from "node:path";
import { exitCodes, StrataError } from "../../model/exit.ts";
import { progressOn } from "../../toolchain/progress.ts";
import { acceptance } from "../acceptance/acceptance.ts";
import { type AcceptanceReport, bySuite, logOf, reportFolder, type TestResult, tally } from "../acceptance/report.ts";
import { colours } from "../colours.ts";
import type { StrataCommand } from "../command.ts";

export default {
  configure: (command) => {
    command.option("--only <pattern>", "only tests whose package/name this regular expression finds").addHelpText(
      "after",
      `
Examples:
  strata acceptance                             all of them, a quarter of an hour on two cores
  strata acceptance --only fwprovider/pools     one package
  strata acceptance --only 'TestAccResourceVM$' one test`,
    );
  },
  async run({ options, root, say }) {
    const report = await acceptance({
      root,
      ...(options.only !== undefined && { only: pattern(String(options.only)) }),
      progress: progressOn(),
      ended: (result) => say(line(result)),
    });
    const { failed } = tally(report.tests);
    return { text: summary(report), facts: report, exit: failed === 0 ? exitCodes.done : exitCodes.stepFailed };
  },
} satisfies StrataCommand;

function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new StrataError(exitCodes.wrongInput, `--only ${text}: ${(error as Error).message}`);
  }
}

const colourOf = { passed: colours.green, failed: colours.red, excluded: colours.yellow };

function line({ name, suite, status, seconds, reason }: TestResult): string {
  const more = [...(reason ? [reason] : []), ...(status === "failed" ? [logOf(suite, name)] : [])];
  return [
    `  ${colourOf[status](status.padEnd(8))} ${name} ${colours.dim(`${seconds} s`)}`,
    ...more.map((text) => `           ${text}`),
  ].join("\n");
}

function summary({ tests }: AcceptanceReport): string {
  const rows = [...bySuite(tests)].map(([suite, own]) => {
    const { passed, failed, excluded } = tally(own);
    const others = [failed > 0 && `${failed} failed`, excluded > 0 && `${excluded} excluded`].filter(Boolean);
    return `  ${suite.padEnd(36)} ${passed} of ${own.length} passed${others.length > 0 ? `, ${others.join(", ")}` : ""}`;
  });
  const { passed, failed, excluded } = tally(tests);
  const failures = tests.filter(({ status }) => status === "failed").map(line);
  const whole = `${passed} of ${tests.length} tests passed, ${failed} failed, ${excluded} excluded.`;
  const parts = [rows, failures, [`${whole} Report: ${join(reportFolder, "report.json")}`]];
  return parts.flatMap((lines) => (lines.length > 0 ? [`\n${lines.join("\n")}`] : [])).join("\n");
}
