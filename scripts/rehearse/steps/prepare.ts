import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exitCodes } from "../../../model/exit.ts";
import { counted, json, plan } from "../answers.ts";
import { cdktf, expectation, type Step, strata } from "../step.ts";

/** May we start? */
export const runway: Step = {
  name: "runway",
  async run(rehearsal, log) {
    const { checks } = json<{ checks: { name: string; status: string }[] }>(
      await strata(rehearsal, log, ["runway", "--json"]),
    );
    const having = (status: string) => checks.filter((check) => check.status === status);
    const open = having("not checked").map(({ name }) => name);
    return `${having("pass").length} pass · ${having("fail").length} fail · ${open.length} not checked (${open.join(", ")})`;
  },
};

/** The real cdktf-cli writes the JSON of every stack. */
export const synth: Step = {
  name: "synth",
  async run(rehearsal, log) {
    await cdktf(rehearsal, log, ["synth"]);
    const manifest = JSON.parse(await readFile(join(rehearsal.copy.root, "cdktf.out/manifest.json"), "utf8"));
    return counted(Object.keys(manifest.stacks).length, "stack");
  },
};

/** A first plan creates, and does nothing else. */
export const firstPlan: Step = {
  name: "plan",
  async run(rehearsal, log) {
    const { changes } = await plan(rehearsal, log, [exitCodes.changesPending]);
    const other = changes.find(({ kind }) => kind !== "create");
    expectation(!other, `the first plan should only create, but ${other?.address} is another change: ${other?.kind}`);
    return `${rehearsal.stack}: ${counted(changes.length, "resource")} to create`;
  },
};

/** The review as a pull request would show it. */
export const review: Step = {
  name: "review",
  async run(rehearsal, log) {
    const words = ["plan", rehearsal.stack, "--markdown"];
    const { stdout } = await strata(rehearsal, log, words, [exitCodes.changesPending]);
    await writeFile(join(rehearsal.folder, "review.md"), stdout);
    return "nothing replaced, nothing destroyed · build/rehearsal/review.md";
  },
};
