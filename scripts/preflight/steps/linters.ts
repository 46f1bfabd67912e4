import { execa } from "execa";
import { findOnPath } from "../../../toolchain/programs.ts";
import { type Check, notChecked, pass, type Verdict } from "../../target/check.ts";
import { judgedBy, type Preflight } from "../context.ts";

/** The YAML files are tidy. */
export const yaml: Check<Preflight> = {
  name: "yaml",
  run: ({ root }) => lintedBy("yamllint", ["--strict"], root, /\.ya?ml$/),
};

/** The shell scripts are sound: those by name but tests' own, and those of scripts/ that are called without an ending. */
export const shell: Check<Preflight> = {
  name: "shell",
  run: ({ root }) => lintedBy("shellcheck", [], root, /^(?!__tests__\/).*\.sh$|^\.ci\/run$|^scripts\/[^./]+$/),
};

/** Judges files of the root that Git knows or would add. A linter of the system is used where it is, and never installed. */
async function lintedBy(program: string, words: readonly string[], root: string, wanted: RegExp): Promise<Verdict> {
  const listed = await execa("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"], {
    cwd: root,
    reject: false,
  });
  if (listed.exitCode !== 0) return notChecked("not a Git checkout, so it is not known which files are its own");
  const files = listed.stdout.split("\n").filter((file) => wanted.test(file));
  if (files.length === 0) return pass("there is none");
  const path = await findOnPath(program, process.env);
  if (!path) return notChecked(`there is no ${program} on PATH`);
  const praise = `${program}, ${files.length === 1 ? "1 file" : `${files.length} files`}`;
  return judgedBy(path, [...words, ...files], {
    root,
    shown: [program, ...words, ...files.slice(0, 1), ...(files.length > 1 ? ["…"] : [])].join(" "),
    praise,
  });
}
