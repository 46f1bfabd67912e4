import { join } from "node:path";
import { execa } from "execa";
import type { Bench, Figure } from "./figure.ts";
import type { InProcess } from "./in-process.ts";
import { checkout, helloWorld, oneResource, scratch } from "./programs.ts";
import { ratio, takeTurns } from "./stopwatch.ts";

export const bench: Bench = {
  summary: "from a lab's files to OpenTofu's JSON, against what cdktf itself needs",
  async measure() {
    const cold = await coldStarts();
    const { doubling, peakMemoryAt1000 } = await inProcess();
    return [
      {
        name: "fullLabOverHelloWorld",
        meaning: "the home lab / hello-world of cdktf's template under ts-node",
        value: ratio(cold.lab, cold.helloWorld),
        limit: 0.3,
        unit: "ratio",
      },
      {
        name: "fullLabOverOneResource",
        meaning: "the home lab / a program of one resource, both under tsx",
        value: ratio(cold.labUnderTsx, cold.oneResource),
        limit: 1.5,
        unit: "ratio",
      },
      {
        name: "doubling",
        meaning: "2,000 machines / 1,000, in one process",
        value: doubling,
        limit: 2.2,
        unit: "ratio",
      },
      {
        name: "peakMemoryAt1000",
        meaning: "most memory held with 1,000 machines",
        value: peakMemoryAt1000,
        limit: 300e6,
        unit: "bytes",
      },
    ] satisfies Figure[];
  },
};

/** Whole programs, each in a fresh process. */
function coldStarts() {
  const tsx = ["--import", "tsx", "main.ts"];
  const hello = helloWorld();
  const one = oneResource();
  const env = { CDKTF_OUTDIR: join(scratch, "home"), SITE: "home" };
  return takeTurns(7, {
    lab: () => execa(process.execPath, ["toolchain/run.mjs", "main.ts"], { cwd: checkout, env }),
    labUnderTsx: () => execa(process.execPath, tsx, { cwd: checkout, env }),
    oneResource: () => execa(process.execPath, tsx, { cwd: one }),
    helloWorld: () => execa("npx", ["ts-node", "main.ts"], { cwd: hello }),
  });
}

async function inProcess(): Promise<InProcess> {
  const program = join(checkout, "bench", "in-process.ts");
  const { stdout } = await execa(process.execPath, ["--import", "tsx", program], { cwd: checkout });
  return JSON.parse(stdout);
}
