import semver from "semver";
import { oldestAccepted, openTofu } from "./pins.ts";

/** An OpenTofu or Terraform that was found. */
export interface Program {
  readonly path: string;
  readonly name: "OpenTofu" | "Terraform";
  readonly version: string;
}

/** All that decides which program runs the plans. */
export interface ProgramFacts {
  /** What `TERRAFORM_BINARY_NAME` asks for, and what was found under that name. */
  readonly override?: { readonly asked: string; readonly found?: Program };
  readonly tofuOnPath?: Program;
  readonly terraformOnPath?: Program;
  /** Path of the OpenTofu that was built before. */
  readonly built?: string;
  /** Whether a Go is there that can build. */
  readonly go: boolean;
}

/** A program that is there. */
export interface ChosenProgram {
  readonly from: "override" | "path" | "cache";
  readonly program: Program;
}

export type ProgramChoice =
  | ChosenProgram
  | { readonly from: "build" }
  | { readonly from: "nowhere"; readonly fault: string };

/** Which program runs the plans: the one asked for, OpenTofu from PATH, the one built before, a new build, Terraform from PATH. */
export function chooseProgram(facts: ProgramFacts): ProgramChoice {
  if (facts.override) return overriding(facts.override);
  if (facts.tofuOnPath && accepted(facts.tofuOnPath)) return { from: "path", program: facts.tofuOnPath };
  if (facts.built) {
    return { from: "cache", program: { path: facts.built, name: "OpenTofu", version: openTofu.version } };
  }
  if (facts.go) return { from: "build" };
  if (facts.terraformOnPath && accepted(facts.terraformOnPath)) return { from: "path", program: facts.terraformOnPath };
  return { from: "nowhere", fault: nothingFound(facts) };
}

function overriding({ asked, found }: NonNullable<ProgramFacts["override"]>): ProgramChoice {
  if (!found) {
    return {
      from: "nowhere",
      fault: `TERRAFORM_BINARY_NAME: "${asked}" is no OpenTofu or Terraform that can be run; name one, or unset it`,
    };
  }
  if (accepted(found)) return { from: "override", program: found };
  return {
    from: "nowhere",
    fault: `TERRAFORM_BINARY_NAME: ${found.name} ${found.version} (${found.path}) is older than ${oldestAccepted[found.name]}; name a newer one, or unset it`,
  };
}

function nothingFound({ tofuOnPath, terraformOnPath }: ProgramFacts): string {
  const old = [tofuOnPath, terraformOnPath].filter((program) => program !== undefined);
  const found = old.map(({ name, version }) => `${name} ${version} on PATH is too old`).join(", ");
  return `no OpenTofu ${minor(oldestAccepted.OpenTofu)} or newer and no Go to build it${found && ` (${found})`}; install OpenTofu, or Go and run again`;
}

/** All that decides where one provider comes from. */
export interface ProviderFacts {
  /** The CLI configuration file of the user's own that says where providers come from. */
  readonly configuredIn?: string;
  /** Whether a copy that a registry gave out lies in the cache. */
  readonly fetched: boolean;
  /** Whether the registry answers now; "unasked" while nobody has looked. */
  readonly registry: "answers" | "silent" | "unasked";
  /** Whether a build of ours lies in the cache. */
  readonly built: boolean;
  readonly go: boolean;
}

export type ProviderChoice =
  | "user configuration"
  | "fetched"
  | "ask the registry"
  | "fetch"
  | "built"
  | "build"
  | "nowhere";

/** Where a provider comes from: as the user configured, from a registry, a build of ours. */
export function chooseProvider(facts: ProviderFacts): ProviderChoice {
  if (facts.configuredIn) return "user configuration";
  if (facts.fetched) return "fetched";
  if (facts.registry === "unasked") return "ask the registry";
  if (facts.registry === "answers") return "fetch";
  if (facts.built) return "built";
  return facts.go ? "build" : "nowhere";
}

function accepted({ name, version }: Program): boolean {
  // A prerelease of an accepted version counts as that version.
  return semver.gte(semver.coerce(version) ?? "0.0.0", oldestAccepted[name]);
}

function minor(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}
