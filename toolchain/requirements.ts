import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import semver from "semver";
import { modulesFolder, oldestGo, openTofu, providers } from "./pins.ts";
import { findOnPath } from "./programs.ts";
import { registryHost } from "./registry.ts";
import type { Surroundings } from "./surroundings.ts";
import { type Go, type ProviderSurvey, surveyGo, surveyProgram, surveyProvider } from "./survey.ts";

/** Something the project needs, and how it stands here. */
export interface Requirement {
  readonly name: string;
  /** Absent while nothing is there. */
  readonly version?: string;
  /** Where it comes from, or will come from. */
  readonly source: string;
  /** `obtainable`: the first run that needs it brings it. `missing`: only a person can. `absent`: it would help, no more. */
  readonly state: "present" | "obtainable" | "missing" | "absent";
  /** What a person can do about it; absent when it is present. */
  readonly mend?: string;
}

const bring = "npx strata tools build";

/** Looks at everything the project needs; installs and builds nothing. */
export async function requirements(around: Surroundings): Promise<Requirement[]> {
  const go = await surveyGo(around);
  const program = await programRequirement(around);
  // Without a program the providers are judged as they would be for OpenTofu.
  const name = program.name === "Terraform" ? "Terraform" : "OpenTofu";
  const surveys = await Promise.all(providers.map((pin) => surveyProvider(around, pin, { name })));
  const fromProviders = surveys.map((survey) => providerRequirement(survey, name));
  const building = [program, ...fromProviders].some(({ state }) => state !== "present");
  return [
    await nodeRequirement(),
    await commandRequirement(around, "npm", "it comes with Node.js"),
    await commandRequirement(around, "git", "install git with the system's package manager"),
    goRequirement(go, building),
    program,
    ...fromProviders,
  ].filter((requirement) => requirement !== undefined);
}

async function nodeRequirement(): Promise<Requirement> {
  const { engines } = JSON.parse(await readFile(join(modulesFolder, "..", "package.json"), "utf8")) as {
    engines: { node: string };
  };
  const about = { name: "Node.js", version: process.versions.node, source: "PATH" };
  return semver.satisfies(process.versions.node, engines.node)
    ? { ...about, state: "present" }
    : { ...about, state: "missing", mend: `install Node.js ${engines.node}: https://nodejs.org` };
}

async function commandRequirement(around: Surroundings, name: string, mend: string): Promise<Requirement> {
  const path = await findOnPath(name, around.environment);
  if (!path) return { name, source: "nowhere", state: "missing", mend };
  const { stdout } = await execa(path, ["--version"], { reject: false, stdin: "ignore", timeout: 10_000 });
  const version = semver.coerce(stdout)?.version;
  return { name, ...(version && { version }), source: "PATH", state: "present" };
}

/** Go is no need of its own: it is listed where it is, and asked for where something must be built. */
function goRequirement(go: Go | undefined, building: boolean): Requirement | undefined {
  if (go) return { name: "Go", version: go.version, source: "PATH", state: "present" };
  if (!building) return undefined;
  const mend = `install Go ${oldestGo} or newer: https://go.dev/doc/install`;
  return { name: "Go", source: "needed only to build", state: "absent", mend };
}

async function programRequirement(around: Surroundings): Promise<Requirement> {
  const choice = await surveyProgram(around);
  switch (choice.from) {
    case "build":
      return { name: openTofu.name, source: `to be built (${openTofu.version})`, state: "obtainable", mend: bring };
    case "nowhere":
      return { name: openTofu.name, source: "nowhere", state: "missing", mend: choice.fault };
    default: {
      const source = { override: "TERRAFORM_BINARY_NAME", path: "PATH", cache: "built" }[choice.from];
      return { name: choice.program.name, version: choice.program.version, source, state: "present" };
    }
  }
}

function providerRequirement(
  { pin, choice, facts, built }: ProviderSurvey,
  program: keyof typeof registryHost,
): Requirement {
  const { name, version } = pin;
  switch (choice) {
    case "user configuration":
      return { name, version, source: `CLI configuration (${facts.configuredIn})`, state: "present" };
    case "fetched":
      return { name, version, source: "registry", state: "present" };
    case "built":
      return { name, version, source: pin.buildIs, state: "present" };
    case "nowhere": {
      const mend = `install Go, or name a mirror in the CLI configuration of ${program}`;
      return { name, source: `${registryHost[program]} does not answer`, state: "missing", mend };
    }
    default: {
      if (built) return { name, version, source: pin.buildIs, state: "present" };
      const otherwise = facts.go ? `, else ${pin.buildIs}` : "";
      const source =
        choice === "build" ? `to be built (${version})` : `from ${registryHost[program]}${otherwise} (${version})`;
      return { name, source, state: "obtainable", mend: bring };
    }
  }
}
