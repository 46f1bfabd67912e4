import { relative } from "node:path";
import { exitCodes } from "../../model/exit.ts";
import { colours, coloursOn } from "../colours.ts";
import type { StrataCommand } from "../command.ts";
import { type Audience, rehearse } from "../rehearse/rehearse.ts";
import type { Report, StepResult } from "../rehearse/report.ts";

export default {
  configure: (command) => {
    command.argument("[stack]", "name of the stack: its persona's file name", "k3s-single");
  },
  async run({ arguments: [stack = "k3s-single"], root, site, say }) {
    const began = performance.now();
    const report = await rehearse(root, site, stack, audience(say, root));
    const held = report.steps.every(({ status }) => status === "passed");
    return {
      text: `\n${ending(report, (performance.now() - began) / 1000)} Report: build/rehearsal/report.json`,
      facts: report,
      exit: held ? exitCodes.done : exitCodes.stepFailed,
    };
  },
} satisfies StrataCommand;

function ending({ steps }: Report, seconds: number): string {
  const count = (wanted: StepResult["status"]) => steps.filter(({ status }) => status === wanted).length;
  const passed = `${count("passed")} steps passed in ${Math.round(seconds)} s.`;
  return count("passed") === steps.length
    ? passed
    : `${passed} ${count("failed")} failed, ${count("skipped")} skipped.`;
}

/** One line a step, written when it has ended; on a terminal the running step counts its seconds. */
function audience(say: (text: string) => void, root: string): Audience {
  return {
    opened: (title) => say(`${title}\n`),
    began(name) {
      const counting = process.stderr.isTTY ? count(name) : undefined;
      return (result) => {
        clearInterval(counting);
        if (counting) process.stderr.write("\r\u001b[K");
        say(line(result, root));
      };
    },
  };
}

function count(name: string): NodeJS.Timeout {
  const began = performance.now();
  return setInterval(() => {
    const seconds = Math.round((performance.now() - began) / 1000);
    process.stderr.write(`\r\u001b[K  ${name.padEnd(9)} ${coloursOn(process.stderr).dim(`… ${seconds} s`)}`);
  }, 1000);
}

/** Column at which the seconds stand, where the text leaves room. */
const width = 88;

function line({ name, status, seconds, text, log }: StepResult, root: string): string {
  const shown = status === "passed" ? text : `${colours.red("failed")}: ${text}; see ${relative(root, log)}`;
  return `  ${colours.bold(name.padEnd(9))} ${shown.padEnd(width)} ${colours.dim(`${seconds.toFixed(1)} s`)}`;
}
