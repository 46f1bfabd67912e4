import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FakeMachine } from "./fake-go.ts";

/** Puts a script on the machine's PATH that plays Python: it makes environments and installs in no time. */
export function addPython(machine: FakeMachine, version: string, pip: "works" | "fails" = "works"): void {
  const path = join(machine.folder, "bin", "python3");
  const installing =
    pip === "works"
      ? `folder=$(dirname $(dirname "$0")); printf '#!%s/bin/python3\\n' "$folder" > "$folder/bin/ansible-playbook"; echo "$@" >> ${machine.folder}/installed`
      : `echo "WARNING: retrying" >&2; echo "ERROR: No matching distribution found for ansible==12.3.0" >&2; exit 1`;
  writeFileSync(
    path,
    `#!/bin/sh
case "$1 $2" in
-c*) echo "Python ${version}";;
"-m venv") mkdir -p "$3/bin"; cp ${path} "$3/bin/python3";;
"-m pip") ${installing};;
esac
`,
  );
  chmodSync(path, 0o755);
}

/** What pip was asked to install, in order. */
export function installed(machine: FakeMachine): string[] {
  try {
    return readFileSync(join(machine.folder, "installed"), "utf8").trim().split("\n");
  } catch {
    return [];
  }
}
