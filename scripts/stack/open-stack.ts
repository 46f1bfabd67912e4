import { existsSync } from "node:fs";
import { join } from "node:path";
import { didYouMean } from "../../model/did-you-mean.ts";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Lab } from "../../model/lab.ts";
import { loadLab } from "../../model/load.ts";
import { resolveToolchain } from "../../toolchain/resolve.ts";
import { proveTarget, resolveTarget, type Target } from "../target/target.ts";
import { type Places, placesOf } from "./places.ts";
import { readStackJson, type StackJson } from "./stack-json.ts";
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
  // Synth is a process of its own: it runs on another core while this one reads the lab and asks the target.
  const synthesized = synth(root, site);
  const lab = attempt(() => loadLab(root, site));
  const [labEnd, stacksEnd, toolchainEnd, targetEnd] = await Promise.allSettled([
    lab,
    synthesized,
    resolveToolchain(),
    lab.then((lab) => provenTarget(lab, root, name)),
  ]);
  const loaded = settled(labEnd);
  const stacks = settled(stacksEnd);
  if (!stacks.includes(name)) throw unknownStack(root, site, name, stacks);
  const toolchain = settled(toolchainEnd);
  const target = settled(targetEnd);
  const places = placesOf(root, site, name);
  return {
    name,
    site,
    root,
    lab: loaded,
    places,
    json: await readStackJson(places.json, places.folder),
    binary: toolchain.binary,
    program: toolchain.program,
    tools: toolchain.tools.map((tool) => `${tool.name} ${tool.version}`),
    target: target.endpoint,
    environment: { ...toolchain.environment, ...target.environment },
    started: new Date().toISOString(),
  };
}

/** One line for a stack that the site does not have. */
export function unknownStack(root: string, site: string, name: string, stacks: readonly string[]): StrataError {
  const state = `state/${site}/${name}.tfstate`;
  const hint = existsSync(join(root, state))
    ? `; but ${state} still knows what it made: put personas/${site}/${name}.yaml back and \`strata destroy ${name}\` first`
    : didYouMean(name, stacks) || (stacks.length > 0 ? `; there is ${stacks.join(", ")}` : "");
  return new StrataError(exitCodes.wrongInput, `site ${site} has no stack "${name}"${hint}`);
}

async function provenTarget(lab: Lab, root: string, stack: string): Promise<Target> {
  const target = await resolveTarget(lab, root);
  await proveTarget(
    target,
    lab,
    lab.guests.filter((guest) => guest.name === stack),
  );
  return target;
}

async function attempt<T>(work: () => T): Promise<T> {
  return work();
}

/** Everything has ended before the first fault is thrown, so that nothing outlives it. */
function settled<T>(end: PromiseSettledResult<T>): T {
  if (end.status === "rejected") throw end.reason;
  return end.value;
}
