import { availableParallelism } from "node:os";
import { StrataError } from "../../model/exit.ts";
import { imageBuilds } from "../../model/image-builds.ts";
import { loadLab } from "../../model/load.ts";
import { platformStack } from "../../model/stack-names.ts";
import { packerOnPath } from "../../toolchain/packer.ts";
import type { OpenStack } from "./open-stack.ts";
import { keepPlan, type MadePlan } from "./plan.ts";

/** A stack of several that were planned at once: its plan, or why there is none. */
export type Planned = { readonly stack: OpenStack } & ({ readonly made: MadePlan } | { readonly fault: StrataError });

/**
 * Every stack of a site that the token may change, what others stand on first. `access` is not one of them: root@pam
 * alone may look at it.
 */
export async function stacksOf(root: string, site: string): Promise<string[]> {
  const lab = loadLab(root, site);
  const builds = imageBuilds(root, lab, await packerOnPath());
  const guests = lab.guests.map(({ name }) => name);
  return [platformStack, ...(builds.length > 0 ? ["images"] : []), ...guests];
}

/**
 * Plans stacks side by side, each by itself; what goes wrong with one keeps no other from being planned. Each plan is
 * saved as `strata plan <stack>` would.
 *
 * @param atOnce how many plans run at a time; two for each core unless said, since half of the time a plan waits for the
 * target, and 8 at most
 */
export async function planAll(
  stacks: readonly OpenStack[],
  atOnce: number = Math.min(8, 2 * availableParallelism()),
): Promise<readonly Planned[]> {
  const left = [...stacks.map((stack) => (atOnce > 1 ? onOneCore(stack) : stack)).entries()];
  const planned = new Map<number, Planned>();
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [place, stack] = next;
      planned.set(place, await planOne(stack));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, stacks.length) }, worker));
  return stacks.flatMap((_, place) => planned.get(place) ?? []);
}

/** OpenTofu and the provider each collect garbage on every core; side by side they would do so on those of the others. */
function onOneCore(stack: OpenStack): OpenStack {
  return { ...stack, environment: { ...stack.environment, GOMAXPROCS: "1" } };
}

async function planOne(stack: OpenStack): Promise<Planned> {
  try {
    return { stack, made: await keepPlan(stack, { destroy: false }) };
  } catch (error) {
    if (error instanceof StrataError) return { stack, fault: error };
    throw error;
  }
}
