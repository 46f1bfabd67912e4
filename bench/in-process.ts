import { rmSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { labStacks } from "../constructs/stacks/lab-stacks.ts";
import { loadLab } from "../model/load.ts";
import { generatedLab } from "./generated-lab.ts";
import { scratch } from "./programs.ts";
import { ratio, takeTurns } from "./stopwatch.ts";

/** What is measured inside a process of its own, so that imports and start-up stay out of it. */
export interface InProcess {
  /** Time from files to JSON for 2,000 machines / for 1,000. */
  readonly doubling: number;
  /** Most memory (RSS) that a process with 1,000 machines held, bytes. */
  readonly peakMemoryAt1000: number;
}

/** From a lab's files to the JSON of its stacks. */
function synth(lab: string): void {
  const outdir = join(lab, "cdktf.out");
  rmSync(outdir, { recursive: true, force: true });
  const app = new App({ outdir, stackTraces: false });
  labStacks(app, loadLab(lab, "home"));
  app.synth();
}

const thousand = generatedLab(join(scratch, "machines-1000"), 1000);
synth(thousand);
const peakMemoryAt1000 = process.resourceUsage().maxRSS * 1024;

const twoThousand = generatedLab(join(scratch, "machines-2000"), 2000);
const { short, long } = await takeTurns(5, { short: () => synth(thousand), long: () => synth(twoThousand) });

process.stdout.write(JSON.stringify({ doubling: ratio(long, short), peakMemoryAt1000 } satisfies InProcess));
