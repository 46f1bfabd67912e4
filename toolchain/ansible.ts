import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { exitCodes, StrataError } from "../model/exit.ts";
import { type Entry, entryFolder, publish, readEntry } from "./cache.ts";
import { underCacheLock } from "./cache-lock.ts";
import type { Workshop } from "./make.ts";
import { installPackages, oldestPython, type Python, surveyPython } from "./python.ts";
import type { Requirement } from "./requirements.ts";
import { openWorkshop, type ResolveOptions, type Tool } from "./resolve.ts";
import type { Surroundings } from "./surroundings.ts";

/** Ansible with its collections, in a virtual environment of its own. */
export interface Ansible {
  /** As tables show it. */
  readonly tool: Tool;
  /** The Python that has its packages; proxmoxer and requests among them. */
  readonly python: string;
  /** Folder of `ansible-playbook`, `ansible-inventory` and the others. */
  readonly programs: string;
}

/** How Ansible stands here. */
export interface AnsibleSurvey {
  readonly version: string;
  /** File of its packages, exact to the byte. */
  readonly requirements: string;
  /** Absent when there is none that will do. */
  readonly python?: Python;
  /** Name of its entry in the cache; another Python makes another. */
  readonly key?: string;
  readonly entry?: Entry;
}

const name = "Ansible";

/** What a person does when there is no Python for it. */
const mend = `install Python ${oldestPython} or newer with its venv module (on Debian: python3 and python3-venv)`;

/** Looks for Ansible in the cache, and for a Python to set it up with; changes nothing. */
export async function surveyAnsible(around: Surroundings): Promise<AnsibleSurvey> {
  const requirements = join(around.modules, "ansible", "requirements.txt");
  const text = await readFile(requirements, "utf8");
  const version = /^ansible==(\S+)/m.exec(text)?.[1] ?? "";
  const python = await surveyPython(around);
  if (!python) return { version, requirements };
  const { os, arch } = around.platform;
  const hash = createHash("sha256").update(JSON.stringify([text, python.version, os, arch]));
  const key = `ansible-${version}-${hash.digest("hex").slice(0, 12)}`;
  const entry = await readEntry(around.cache, key);
  return { version, requirements, python, key, ...(entry && { entry }) };
}

/**
 * Finds Ansible, or sets it up in the cache. Only what runs playbooks asks for it, so that nothing else waits.
 * @throws StrataError (4) when there is no Python that will do, or pip could not install the packages
 */
export async function resolveAnsible(options: ResolveOptions = {}): Promise<Ansible> {
  const workshop = openWorkshop(options);
  const { entry, version } = await surveyAnsible(workshop);
  return ansibleIn(entry ?? (await underCacheLock(workshop.cache, workshop.progress, () => setUp(workshop))), version);
}

async function setUp(workshop: Workshop): Promise<Entry> {
  const { version, requirements, python, key, entry } = await surveyAnsible(workshop);
  if (entry) return entry;
  if (!python || !key) throw new StrataError(exitCodes.unreachable, `${name} ${version} has no Python here: ${mend}`);
  const { cache, environment, progress, signal } = workshop;
  return progress(`setting up ${name} ${version} with Python ${python.version}`, () =>
    publish(cache, key, { name, version, source: "PyPI" }, async (folder) => {
      const destination = entryFolder(cache, key);
      const log = join(cache, "logs", "ansible.log");
      await installPackages({ python, requirements, folder, destination, log, environment, ...(signal && { signal }) });
      return join("bin", "python3");
    }),
  );
}

function ansibleIn({ folder, path }: Entry, version: string): Ansible {
  return { tool: { name, version, source: "PyPI", path }, python: path, programs: join(folder, "bin") };
}

/** Whether it is here, can be had, or what a person can do about it. No plan needs it. */
export async function ansibleRequirement(around: Surroundings): Promise<Requirement> {
  const { version, python, entry } = await surveyAnsible(around);
  if (entry) return { name, version, source: `PyPI, for Python ${python?.version}`, state: "present" };
  return python
    ? { name, source: `from PyPI (${version})`, state: "obtainable", mend: "npx strata tools build" }
    : { name, source: "needs a Python", state: "absent", mend };
}
