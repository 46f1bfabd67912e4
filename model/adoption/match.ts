import type { Container } from "../container.ts";
import type { Fault } from "../fault.ts";
import type { Source } from "../files/yaml-source.ts";
import type { Guest, Lab } from "../lab.ts";
import { label } from "../schemas/fields.ts";
import { type LivingGuest, noun } from "./living.ts";

/** A container of the files and the one of the host that it is. */
export interface Match {
  readonly guest: Container;
  readonly living: LivingGuest;
}

/** A guest of the files that cannot be told to be one of the host, and why. */
export interface Mismatch {
  readonly guest: Guest;
  readonly fault: Fault;
}

export interface Matching {
  readonly matches: readonly Match[];
  readonly mismatches: readonly Mismatch[];
  /** Guests of the host that no file declares, by number; templates are no guests. */
  readonly undeclared: readonly LivingGuest[];
}

/** What matching goes by. */
export interface Sides {
  readonly lab: Lab;
  /** The persona's file of a guest. */
  readonly sourceOf: (guest: Guest) => Source;
  readonly living: readonly LivingGuest[];
  /** Whether the state of a guest's stack knows it already. */
  readonly known: (guest: Guest) => boolean;
}

/** Finds each container that says `adopted: true` on the host: by its number, and its name must be the same. */
export function matchGuests({ lab, sourceOf, living, known }: Sides): Matching {
  const judged = lab.guests.flatMap((guest): (Match | Mismatch)[] => {
    const fault = trouble(guest, sourceOf(guest), living, known(guest));
    if (fault) return [{ guest, fault }];
    const match = living.find(({ id }) => id === guest.id);
    return guest.kind === "lxc" && guest.adopted && match ? [{ guest, living: match }] : [];
  });
  return {
    matches: judged.filter((one): one is Match => "living" in one),
    mismatches: judged.filter((one): one is Mismatch => "fault" in one),
    undeclared: living.filter((guest) => !guest.template && !declared(lab, guest)).sort((a, b) => a.id - b.id),
  };
}

function trouble(guest: Guest, source: Source, living: readonly LivingGuest[], known: boolean): Fault | undefined {
  const there = living.find(({ id }) => id === guest.id);
  if (guest.kind !== "lxc" || !guest.adopted) return there && !known ? taken(guest, source, there) : undefined;
  return there ? stranger(guest, source, there, living) : lost(guest, source, living);
}

/** A number that is taken by what nobody has taken over. */
function taken({ kind, id, name }: Guest, source: Source, there: LivingGuest): Fault {
  const at = (message: string) => source.fault(["id"], message);
  if (there.name !== name || kind !== "lxc" || there.kind !== "lxc")
    return at(`${id} is taken on the host by ${there.name} (${noun(there)} on ${there.node}); write another id`);
  return at(`${id} is there already, as ${name}; write adopted: true to take it over`);
}

/** The number is there: is it the container that the file means? */
function stranger(
  { id, name, node }: Container,
  source: Source,
  there: LivingGuest,
  living: readonly LivingGuest[],
): Fault | undefined {
  const at = (field: string, message: string) => source.fault([field], message);
  if (there.kind !== "lxc")
    return at("id", `${id} is a machine on the host (${there.name}), and no container; write another id`);
  if (there.template) return at("id", `${id} is a template on the host, and no container that runs; write another id`);
  if (there.name !== name) {
    const elsewhere = living.filter((other) => other.name === name);
    const called = `${id} is called ${there.name} on the host`;
    if (elsewhere.length > 0) return at("id", `${called}; ${meant(elsewhere)}`);
    const advice = label.safeParse(there.name).success
      ? `; rename the file to ${there.name}.yaml`
      : `, which is none for a file; \`pct set ${id} --hostname ${name}\` there`;
    return at("id", `${called}${advice}, or write the id of ${name}`);
  }
  if (there.node !== node.name) return at("node", `${name} is on ${there.node} of the host; write node: ${there.node}`);
  if (there.options.lock === undefined) return undefined;
  return at(
    "id",
    `${name} is locked on the host (${there.options.lock}); wait until that is done, or \`pct unlock ${id}\` where nothing goes on`,
  );
}

/** The number is not there: is the name? */
function lost({ id, name }: Container, source: Source, living: readonly LivingGuest[]): Fault {
  const named = living.filter((other) => other.name === name && !other.template);
  const advice =
    named.length > 0
      ? meant(named)
      : `start the node it is on, let the token see it (VM.Audit on /vms/${id}), or remove adopted: true where it is to be made`;
  return source.fault(["id"], `the host has no ${id}; ${advice}`);
}

/** Which number to write, where there is but one of the name. */
function meant(named: readonly LivingGuest[]): string {
  const [first] = named;
  const all = named.map((guest) => `${noun(guest)} on ${guest.node}`).join(", ");
  if (named.length > 1) return `${first?.name} is ${all}: write the id of the one that is meant`;
  if (first?.kind !== "lxc") return `${first?.name} is ${all}, and no container`;
  return `${first.name} is ${all}: write id: ${first.id}`;
}

function declared(lab: Lab, { id, name }: LivingGuest): boolean {
  const files = [...lab.guests, ...(lab.kept ?? [])];
  const templates = lab.images.flatMap(({ releases }) => releases.map(({ template }) => template.id));
  return templates.includes(id) || files.some((guest) => guest.id === id || guest.name === name);
}
