import { GiB } from "../bytes.ts";
import { isDestructive, type Kind, kinds, kindWords } from "./kinds.ts";
import { behindInWords } from "./pinned-behind.ts";
import type { Review, ReviewedChange } from "./review.ts";
import { isEmpty } from "./review.ts";

/** How loud a piece of text is: a terminal colours it, a file does not. */
export interface Paint {
  readonly alarm: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly quiet: (text: string) => string;
  readonly strong: (text: string) => string;
}

const plain: Paint = { alarm: same, warn: same, quiet: same, strong: same };

/** Column at which the plan's id stands, where the title leaves room for it. */
const titleWidth = 70;

/** A review as lines for a terminal; `plan` is the id of the saved plan, where there is one to apply. */
export function reviewText(review: Review, plan: string | undefined, paint: Paint = plain): string {
  const widths = columns(review);
  const refused = review.refusals.map(({ reason }) => `  ${paint.alarm("refused")}: ${reason}`);
  const behind = review.behind ? [`  ${paint.quiet("behind")}: ${behindInWords(review.behind)}`] : [];
  const differs = (review.differs ?? []).map((words) => `  ${paint.warn("differs")}: ${words}`);
  const notes = (review.notes ?? []).map((words) => `  ${paint.quiet("note")}: ${words}`);
  const remarks = [...refused, ...differs, ...behind, ...notes];
  if (isEmpty(review)) return [`${title(review)}: no changes`, ...remarks].join("\n");
  const valid = plan === undefined ? "not applicable" : `plan ${plan}, valid for this state and this commit`;
  return [
    `${paint.strong(title(review).padEnd(titleWidth - 1))} ${paint.quiet(valid)}`,
    "",
    ...review.changes.flatMap((change) => changeLines(change, widths, paint)),
    ...outputLines(review, widths, paint),
    "",
    `  ${totals(review)}`,
    ...remarks,
  ].join("\n");
}

/** `k3s-single on forge (home)`. */
export function title(review: Review): string {
  const nodes = [...new Set(review.changes.flatMap(({ subject }) => subject.node ?? []))];
  return `${review.stack}${nodes.length === 0 ? "" : ` on ${nodes.join(", ")}`} (${review.site})`;
}

/** `1 replaced, 2 created. Memory on asus 19.5 → 20.5 of 25.3GiB.` */
export function totals(review: Review): string {
  const counts = kinds.flatMap((kind) => {
    const number = review.changes.filter((change) => change.kind === kind).length;
    return number === 0 ? [] : [`${number} ${kindWords[kind].counted}`];
  });
  const outputs = review.outputs.length;
  const counted = [...counts, ...(outputs === 0 ? [] : [`${outputs} ${outputs === 1 ? "output" : "outputs"} changed`])];
  const memory = review.memory.map(
    ({ node, before, after, usable }) =>
      ` Memory on ${node} ${gibibytes(before)} → ${gibibytes(after)} of ${gibibytes(usable)}GiB.`,
  );
  return `${counted.join(", ")}.${memory.join("")}`;
}

interface Widths {
  readonly name: number;
  readonly what: number;
}

function columns({ changes, outputs }: Review): Widths {
  const names = [...changes.map(({ subject }) => subject.name), ...outputs.map(({ name }) => name)];
  const whats = changes.map(({ subject }) => subject.what);
  return { name: widest(names), what: widest(whats) };
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}

/** Width of the first column: the longest verb and a space on each side. */
const verbWidth = 11;

function changeLines(change: ReviewedChange, widths: Widths, paint: Paint): string[] {
  const { subject } = change;
  const verb = loud(change.kind, paint)(kindWords[change.kind].verb.padEnd(verbWidth - 1));
  const lead = `  ${verb} ${subject.name.padEnd(widths.name)}   ${subject.what.padEnd(widths.what)}`;
  const holds = subject.holds === undefined ? [] : [`holds data: ${subject.holds}`];
  if (!isDestructive(change.kind)) {
    const said = [...change.forcedBy, ...change.details, ...(interrupts(change.kind) ? holds : [])];
    return [`${lead}   ${said.join(", ")}`.trimEnd()];
  }
  const below = [...change.forcedBy, ...change.details].map((line) => `  ${"".padEnd(verbWidth)}${line}`);
  return [`${lead}   ${paint.alarm(holds.join())}`.trimEnd(), ...below];
}

function outputLines({ outputs }: Review, widths: Widths, paint: Paint): string[] {
  return outputs.map(
    ({ name, change }) => `  ${paint.quiet("output".padEnd(verbWidth - 1))} ${name.padEnd(widths.name)}   ${change}`,
  );
}

function gibibytes(bytes: number): string {
  return String(Math.round((bytes / GiB) * 10) / 10);
}

function interrupts(kind: Kind): boolean {
  return kind === "restart" || kind === "stop";
}

function loud(kind: Kind, paint: Paint): (text: string) => string {
  if (isDestructive(kind)) return paint.alarm;
  return interrupts(kind) ? paint.warn : paint.strong;
}

function same(text: string): string {
  return text;
}
