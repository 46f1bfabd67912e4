import type { Lab } from "../lab.ts";
import { type Difference, differences, withoutSecrets } from "./difference.ts";
import { type Kind, kindOf, kinds } from "./kinds.ts";
import { memoryPromised, type NodeMemory } from "./memory.ts";
import { type ReviewedOutput, reviewOutput } from "./outputs.ts";
import { type PinnedBehind, pinnedBehind } from "./pinned-behind.ts";
import type { ChangeJson, PlanJson, ResourceChangeJson } from "./plan-json.ts";
import { type Refusal, refusals } from "./refusals.ts";
import { interruption } from "./restarts.ts";
import type { Reviewed } from "./reviewed.ts";
import { guestTypes, type Subject, subjectOf, valuesOf } from "./subject.ts";
import { summary } from "./summary.ts";
import { spelledOut } from "./unwritten.ts";
import { changeInWords, forcedInWords } from "./words.ts";

/** What a plan would do, in the words of the lab. Holds nothing that may not be shown. */
export interface Review {
  readonly stack: string;
  readonly site: string;
  /** Loudest first, then in the plan's order. */
  readonly changes: readonly ReviewedChange[];
  readonly outputs: readonly ReviewedOutput[];
  /** How many instances stay as they are. */
  readonly unchanged: number;
  readonly memory: readonly NodeMemory[];
  /** Why the plan may not be applied; empty when it may. */
  readonly refusals: readonly Refusal[];
  /** The stack's machine names an older release than the stable one. */
  readonly behind?: PinnedBehind;
  /** What is not as the files say and the plan does not mend, each with the way to mend it. */
  readonly differs?: readonly string[];
  /** What a person should know of the host. */
  readonly notes?: readonly string[];
}

export interface ReviewedChange {
  readonly kind: Kind;
  readonly subject: Subject;
  /** Address in the plan. */
  readonly address: string;
  /** What is replaced was never whole: its creation was stopped or failed. */
  readonly unfinished: boolean;
  /** The attributes that force a replacement, such as `clone.vm_id  9001 → 9002   …`. */
  readonly forcedBy: readonly string[];
  /** What else is to know, such as `memory 24GiB → 20GiB`; for what comes, what it will be. */
  readonly details: readonly string[];
}

/** Reads what a plan would do to a lab. Pure; each change of the plan appears exactly once, or counts as unchanged. */
export function reviewPlan(plan: PlanJson, from: Reviewed): Review {
  const { stack, lab } = from;
  const all = plan.resource_changes ?? [];
  const open = all.map((change) => ({ ...change, change: withoutSecrets(change.change) }));
  const changes = all.flatMap((change) => reviewChange(change, lab));
  const behind = pinnedBehind(lab, stack);
  return {
    stack,
    site: lab.site.name,
    changes: loudestFirst(changes),
    outputs: Object.entries(plan.output_changes ?? {}).flatMap(([name, change]) => reviewOutput(name, change)),
    unchanged: all.length - changes.length,
    memory: memoryPromised(open, lab),
    refusals: refusals(open, from),
    ...(behind && { behind }),
  };
}

/** Whether a plan would change nothing at all. */
export function isEmpty(review: Review): boolean {
  return review.changes.length === 0 && review.outputs.length === 0;
}

/** Changes in the order of their kinds, those of what holds data before others. */
export function loudestFirst(changes: readonly ReviewedChange[]): ReviewedChange[] {
  return kinds.flatMap((kind) => dataFirst(changes.filter((change) => change.kind === kind)));
}

function dataFirst(changes: readonly ReviewedChange[]): ReviewedChange[] {
  return [...changes].sort((a, b) => Number(b.subject.holds !== undefined) - Number(a.subject.holds !== undefined));
}

function reviewChange(change: ResourceChangeJson, lab: Lab): ReviewedChange[] {
  const found = differences(change.change);
  const interrupts = interruption(change.type, found, {
    before: valuesOf(change.change.before) ?? {},
    after: valuesOf(change.change.after) ?? {},
  });
  const kind = kindOf(change, interrupts);
  if (kind === undefined) return [];
  const open = { ...change, change: withoutSecrets(change.change) };
  const forced = found.filter((difference) => forces(difference, change.change));
  return [
    {
      kind,
      subject: subjectOf(open, lab),
      address: change.deposed === undefined ? change.address : `${change.address} (deposed ${change.deposed})`,
      unfinished: change.action_reason === "replace_because_tainted",
      forcedBy: forced.map((difference) => forcedInWords(difference, lab)),
      details: [
        ...summary(kind, open, lab),
        ...(wholly.has(kind)
          ? []
          : found
              .filter((difference) => !forced.includes(difference) && worthALine(difference, kind))
              .flatMap((difference) => (guestTypes[change.type] === "ct" ? spelledOut(difference) : [difference]))
              .map(changeInWords)),
        ...(interrupts === "needs a restart by hand" ? ["takes effect after a restart by hand"] : []),
      ],
    },
  ];
}

/** Kinds that concern an instance as a whole: its single attributes say nothing more. */
const wholly: ReadonlySet<Kind> = new Set(["create", "destroy", "forget", "read"]);

/** A forcing path may name a block of which only one attribute differs. */
export function forces(difference: Difference, change: ChangeJson): boolean {
  return (change.replace_paths ?? []).some((path) => path.every((step, index) => difference.at[index] === step));
}

/** What Proxmox or the guest itself reports: new after nearly every change, decided by nobody. */
const reported = /^(id|ipv[46]_addresses|ipv[46]|mac_addresses|network_interface_names|disk\.path_in_datastore)$/;

function worthALine({ path, to }: Difference, kind: Kind): boolean {
  const unknown = "hidden" in to && to.hidden === "known after apply";
  return !(unknown && (kind === "replace" || reported.test(path)));
}
