import { posix } from "node:path";
import type { Fault } from "../fault.ts";
import { readText } from "../files/read-text.ts";
import { parseYaml, type Source } from "../files/yaml-source.ts";
import { placeholdersIn } from "../placeholders.ts";

/** A persona's own cloud-config, or what is wrong with it. */
export interface UserDataReading {
  readonly content?: Readonly<Record<string, unknown>>;
  readonly faults?: readonly Fault[];
  readonly placeholders?: readonly Fault[];
}

/** Keys that follow from the persona and the site; cloud-init would take one of the two and drop the other. */
const ours = ["hostname", "fqdn", "user", "users", "ssh_authorized_keys"];

/** Reads the cloud-config that a persona names by a path from its own folder. */
export function readUserData(root: string, personaFile: string, path: string, persona: Source): UserDataReading {
  const folder = posix.dirname(personaFile);
  const file = posix.join(folder, path);
  const wrong = (message: string) => ({ faults: [persona.fault(["userData"], message)] });
  if (!file.startsWith(`${folder}/`)) return wrong(`${path} leaves ${folder}/; keep user data in there`);
  if (posix.dirname(file) === folder && file.endsWith(".yaml"))
    return wrong(
      `${path} would be read as a guest; keep user data in a folder, such as user-data/${posix.basename(file)}`,
    );
  const read = readText(root, file);
  if ("fault" in read) return wrong(`${file} ${read.fault.message}`);
  const start = { file, line: 1, column: 1 };
  if (!/^#cloud-config\s*$/m.test(read.text.split("\n", 1)[0] ?? ""))
    return { faults: [{ at: start, message: "is no cloud-config; its first line must be #cloud-config" }] };
  const parsed = parseYaml(file, read.text);
  if ("faults" in parsed) return parsed;
  const { source } = parsed;
  const content = source.value as Readonly<Record<string, unknown>>;
  const faults = ours
    .filter((key) => Object.hasOwn(content, key))
    .map((key) => ({
      at: source.keyAt([key]),
      message: `${key} follows from the persona and the site; remove it here`,
    }));
  return { content, faults, placeholders: placeholdersIn(source) };
}
