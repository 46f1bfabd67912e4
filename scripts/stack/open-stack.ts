import { existsSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Lab } from "../../model/lab.ts";
import { touchedBy } from "../../model/privileges.ts";
import { accessStack } from "../../model/stack-names.ts";
import type { Toolchain } from "../../toolchain/resolve.ts";
import type { Target } from "../target/target.ts";
import { encryption } from "./encryption.ts";
import { writeImports } from "./imports.ts";
import { type Places, placesOf } from "./places.ts";
import { readStackJson, type StackJson } from "./stack-json.ts";
import { signals } from "./supervise.ts";
import { synth } from "./synth.ts";

/** A stack that is synthesized from the files of this moment, with all that running it takes. */
export interface OpenStack {
  readonly name: string;
  readonly site: string;
  readonly root: string;
  readonly lab: Lab;
  readonly places: Places;
  readonly json: StackJson;
  /** Path of OpenTofu or Terraform, and which of them it is. */
  readonly binary: string;
  readonly program: string;
  /** Each tool with its version, such as `OpenTofu 1.12.6`. */
  readonly tools: readonly string[];
  /** Address of the Proxmox that was proven to be the right one. */
  readonly target: string;
  /** Variables for the children; holds the token. */
  readonly environment: Readonly<Record<string, string>>;
  /** When it was opened, as an ISO date. */
  readonly started: string;
}

/**
 * Synthesizes a site's stacks, finds the tools and proves the target, all at once, and opens one stack.
 *
 * @throws StrataError for faults in the lab's files, an unknown stack, a missing tool or a wrong target
 */
export async function openStack(root: string, site: string, name: string): Promise<OpenStack> {
  const [stack] = await openStacks(root, site, [name]);
  return stack as OpenStack;
}

/** The same for several stacks. @returns them in the order of their names */
export async function openStacks(root: string, site: string, names: readonly string[]): Promise<OpenStack[]> {
  const started = new Date().toISOString();
  // Synth is a process of its own: it works on another core while this one loads code, reads the lab and asks the
  // target. So it comes first, before the imports below.
  const synthesized = synth(root, site);
  const read = readLab(root, site);
  const [labEnd, stacksEnd, toolsEnd, targetEnd] = await untilStopped(names.join(", "), (signal) => [
    read,
    synthesized,
    findTools(signal),
    read.then((lab) => provenTarget(lab, root, names)),
  ]);
  const lab = settled(labEnd);
  const stacks = settled(stacksEnd);
  const unknown = names.find((name) => !stacks.includes(name));
  if (unknown !== undefined) throw await unknownStack(root, site, unknown, stacks);
  const { binary, program, tools, environment } = settled(toolsEnd);
  const target = settled(targetEnd);
  return Promise.all(
    names.map(async (name) => {
      const places = placesOf(root, site, name);
      const json = await readStackJson(places.json, places.folder);
      const secret = json.encrypted ? encryption(site, root, program) : {};
      await writeImports(target, places);
      return {
        ...{ name, site, root, lab, places, json, binary, program, started },
        tools: tools.map((tool) => `${tool.name} ${tool.version}`),
        target: target.endpoint,
        environment: { ...environment, ...target.environment, ...secret },
      };
    }),
  );
}

/**
 * Opens a stack for looking at its state, as it was synthesized the last time; no target is asked.
 *
 * @throws StrataError for a missing tool, or where nothing is there to decrypt the state with
 */
export async function openForReading(root: string, site: string, name: string): Promise<OpenStack> {
  const places = placesOf(root, site, name);
  const [labEnd, jsonEnd, toolsEnd] = await untilStopped(name, (signal) => [
    readLab(root, site),
    readStackJson(places.json, places.folder),
    findTools(signal),
  ]);
  const [lab, json] = [settled(labEnd), settled(jsonEnd)];
  const { binary, program, tools, environment } = settled(toolsEnd);
  return {
    ...{ name, site, root, lab, places, json, binary, program, started: new Date().toISOString() },
    tools: tools.map((tool) => `${tool.name} ${tool.version}`),
    target: "",
    environment: { ...environment, ...(json.encrypted ? encryption(site, root, program) : {}) },
  };
}

/** One line for a stack that the site does not have. */
export async function unknownStack(root: string, site: string, name: string, stacks: readonly string[]) {
  const { didYouMean } = await import("../../model/did-you-mean.ts");
  const state = `state/${site}/${name}.tfstate`;
  const hint = existsSync(join(root, state))
    ? `; but ${state} still knows what it made: put personas/${site}/${name}.yaml back and \`strata destroy ${name}\` first`
    : didYouMean(name, stacks) || (stacks.length > 0 ? `; there is ${stacks.join(", ")}` : "");
  return new StrataError(exitCodes.wrongInput, `site ${site} has no stack "${name}"${hint}`);
}

async function readLab(root: string, site: string): Promise<Lab> {
  const { loadLab } = await import("../../model/load.ts");
  return loadLab(root, site);
}

/** The tools; the first time on a machine they are built, which takes minutes and says so. */
async function findTools(signal: AbortSignal): Promise<Toolchain> {
  const [{ resolveToolchain }, { progressOn }] = await Promise.all([
    import("../../toolchain/resolve.ts"),
    import("../../toolchain/progress.ts"),
  ]);
  return resolveToolchain({ progress: progressOn(), signal });
}

async function provenTarget(lab: Lab, root: string, stacks: readonly string[]): Promise<Target> {
  const { proveTarget, resolveTarget } = await import("../target/target.ts");
  const target = await resolveTarget(lab, root, stacks.includes(accessStack) ? "root" : "token");
  await proveTarget(target, lab, touchedBy(lab, stacks));
  return target;
}

/** Waits until all of it has ended, well or not, so that nothing outlives the first fault; Ctrl-C ends what can be ended. */
async function untilStopped<T extends readonly unknown[]>(name: string, work: (signal: AbortSignal) => T) {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  for (const signal of signals) process.on(signal, stop);
  try {
    const ends = await Promise.allSettled(work(stopping.signal));
    if (!stopping.signal.aborted) return ends;
    throw new StrataError(exitCodes.stepFailed, `${name}: stopped before anything was changed`);
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

function settled<T>(end: PromiseSettledResult<T>): T {
  if (end.status === "rejected") throw end.reason;
  return end.value;
}
