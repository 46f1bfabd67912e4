import { execa } from "execa";
import { type Check, notChecked, pass } from "../../target/check.ts";
import type { Runway } from "../context.ts";

/** Tells whether what will be applied is what was committed. A note: trying something out is no fault. */
export const git: Check<Runway> = {
  name: "git",
  async run({ root, site }) {
    const lab = [`personas/${site}`, "images"];
    const tracked = await execa("git", ["ls-files", "--", ...lab], { cwd: root, reject: false });
    if (tracked.exitCode !== 0 || !tracked.stdout) return notChecked("the lab's files are not kept in Git");
    const { stdout } = await execa("git", ["status", "--porcelain", "--", ...lab], { cwd: root });
    const changed = stdout.split("\n").filter(Boolean).length;
    return pass(
      changed ? `${changed} of the lab's files differ from the last commit` : "the lab's files are committed",
    );
  },
};
