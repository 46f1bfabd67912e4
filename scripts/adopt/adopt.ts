import { corrections } from "../../model/adoption/corrections.ts";
import { guestDifferences, onTheHost, replaces } from "../../model/adoption/import-plan.ts";
import { type Match, type Matching, matchGuests } from "../../model/adoption/match.ts";
import { type Proposal, propose } from "../../model/adoption/proposal.ts";
import { compareRootSettings } from "../../model/adoption/root-settings.ts";
import { didYouMean } from "../../model/did-you-mean.ts";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Fault } from "../../model/fault.ts";
import type { Source } from "../../model/files/yaml-source.ts";
import type { Guest, Lab } from "../../model/lab.ts";
import { loadLab } from "../../model/load.ts";
import { readPersonas } from "../../model/reading/personas.ts";
import type { Review } from "../../model/review/review.ts";
import { adoptsVariable } from "../root-step/adopting.ts";
import { applyPlan } from "../stack/apply.ts";
import { type OpenStack, openStacks } from "../stack/open-stack.ts";
import type { Progress } from "../stack/progress.ts";
import { underStackLock } from "../stack/stack-lock.ts";
import { readInstances } from "../stack/state.ts";
import { resolveTarget } from "../target/target.ts";
import { addressesIn, whileImporting } from "./import-file.ts";
import { look } from "./look.ts";
import { planImport } from "./plan-import.ts";

/** How a guest stands between its file and the host. */
export interface Adopted {
  readonly name: string;
  readonly id: number;
  readonly node: string;
  readonly standing: "adopted before" | "ready" | "taken over" | "differs" | "refused";
  /** Lines of files to change, so that taking it over changes nothing. */
  readonly faults: readonly Fault[];
  /** What the host has, no file says, and stays. */
  readonly strange: readonly string[];
  /** What would change on the host, where something would. */
  readonly review?: Review;
}

export interface Adoption {
  readonly site: string;
  readonly guests: readonly Adopted[];
  /** For guests of the host that no file declares. */
  readonly proposals: readonly Proposal[];
}

/** What to take over, and how far to go. */
export interface AdoptionRequest {
  readonly root: string;
  readonly site: string;
  /** Names of guests; all that say `adopted: true` where there are none. */
  readonly names: readonly string[];
  /** Writes what is ready into the state. The host is only read, then as well. */
  readonly apply: boolean;
  /** Called with each guest when it has been judged. */
  readonly onGuest: (guest: Adopted) => void;
}

/** Compares a living host with its files, guest by guest, and takes over what is as its file says. */
export async function adopt({ root, site, names, apply, onGuest }: AdoptionRequest): Promise<Adoption> {
  const lab = loadLab(root, site);
  const wanted = chosen(lab, names);
  const stacks = await openStacks(
    root,
    site,
    wanted.map(({ name }) => name),
  );
  const whole = new Map(await Promise.all(stacks.map(async (stack) => [stack.name, await isWhole(stack)] as const)));
  const sourceOf = sources(root, site);
  const living = await look(await resolveTarget(lab, root));
  const matching = matchGuests({ lab, sourceOf, living, known: ({ name }) => whole.get(name) ?? true });
  const guests: Adopted[] = [];
  for (const stack of stacks) {
    const judged = whole.get(stack.name) ? before(lab, stack) : await judge(stack, matching, sourceOf, apply);
    if (judged === undefined) continue;
    onGuest(judged);
    guests.push(judged);
  }
  return { site, guests, proposals: names.length > 0 ? [] : matching.undeclared.map((one) => propose(lab, one)) };
}

/** Guests that are asked for by name; else each container of the lab, since one may have been there unsaid. */
function chosen({ guests, site }: Lab, names: readonly string[]): Guest[] {
  const containers = guests.filter(({ kind }) => kind === "lxc");
  const stranger = names.find((name) => !containers.some((guest) => guest.name === name));
  if (stranger === undefined)
    return names.length > 0 ? containers.filter(({ name }) => names.includes(name)) : containers;
  const why = guests.some(({ name }) => name === stranger)
    ? "is a machine, and made from its image; only containers are taken over"
    : `is no guest of site ${site.name}${didYouMean(
        stranger,
        containers.map(({ name }) => name),
      )}`;
  throw new StrataError(exitCodes.wrongInput, `${stranger} ${why}`);
}

/** Whether a state has all that its stack consists of; an adoption that was stopped half way has a part. */
async function isWhole({ json, places }: OpenStack): Promise<boolean> {
  const there = new Set((await readInstances(json.stateFile)).map(({ address }) => address));
  return (await addressesIn(places.json)).every((address) => there.has(address));
}

function sources(root: string, site: string): (guest: Pick<Guest, "name">) => Source {
  const readings = new Map(readPersonas(root, site).personas.map(({ name, source }) => [name, source]));
  return ({ name }) => readings.get(name) as Source;
}

/** One that the state knows: from here on its plans tell what differs. */
function before({ guests }: Lab, { name }: OpenStack): Adopted | undefined {
  const guest = guests.find((one) => one.name === name);
  if (guest?.kind !== "lxc" || !guest.adopted) return undefined;
  return { name, id: guest.id, node: guest.node.name, standing: "adopted before", faults: [], strange: [] };
}

/** Judges one guest; none that is to be made, and is not there. */
async function judge(
  stack: OpenStack,
  { matches, mismatches }: Matching,
  sourceOf: (guest: Guest) => Source,
  apply: boolean,
): Promise<Adopted | undefined> {
  const mismatch = mismatches.find(({ guest }) => guest.name === stack.name);
  const match = matches.find(({ guest }) => guest.name === stack.name);
  if (mismatch) {
    const { name, id, node } = mismatch.guest;
    return { name, id, node: node.name, standing: "refused", faults: [mismatch.fault], strange: [] };
  }
  return (
    match &&
    underStackLock(stack, () =>
      whileImporting(stack, match, () => takeOver(stack, match, sourceOf(match.guest), apply)),
    )
  );
}

async function takeOver(stack: OpenStack, match: Match, source: Source, apply: boolean): Promise<Adopted> {
  const { guest, living } = match;
  const { plan, review, receipt } = await planImport(stack);
  const compared = { lab: stack.lab, source, ...match };
  const root = compareRootSettings(compared);
  const faults = distinct([...corrections(guestDifferences(plan), compared), ...root.faults]);
  const about = { name: guest.name, id: guest.id, node: living.node, faults, strange: root.strange };
  if (receipt === undefined || faults.length > 0)
    return { ...about, standing: replaces(plan) ? "refused" : "differs", review: onTheHost(review) };
  if (!apply) return { ...about, standing: "ready" };
  // Root's step is a part of the stack; told that its container is taken over, it sets nothing.
  const environment = { ...stack.environment, [adoptsVariable]: guest.name };
  await applyPlan({ ...stack, environment }, receipt, silence);
  return { ...about, standing: "taken over" };
}

function distinct(faults: readonly Fault[]): Fault[] {
  return [...new Map(faults.map((fault) => [fault.message, fault])).values()];
}

/** A guest is taken over in a moment: its line tells when it is done. */
const silence: Progress = { onEvent: () => {}, onStopping: () => {}, end: () => {} };
