import { isDestructive, kindWords } from "./kinds.ts";
import { behindInWords } from "./pinned-behind.ts";
import type { Review, ReviewedChange } from "./review.ts";
import { isEmpty } from "./review.ts";
import { title, totals } from "./text.ts";

/** A review as a comment on a pull request. */
export function reviewMarkdown(review: Review, plan: string | undefined): string {
  const heading = `### ${code(title(review))}`;
  const refused = review.refusals.map(({ reason }) => `> **Refused:** ${inline(reason)}.`);
  const behind = review.behind ? [`> Behind: ${inline(behindInWords(review.behind))}.`] : [];
  const remarks = [
    ...(review.differs ?? []).map((words) => `> **Differs:** ${inline(words)}.`),
    ...behind,
    ...(review.notes ?? []).map((words) => `> Note: ${inline(words)}.`),
  ].flatMap((line) => [line, ""]);
  if (isEmpty(review)) return [heading, "", "No changes.", ...refused, ...remarks, ""].join("\n");
  const loud = review.changes.filter(({ kind }) => isDestructive(kind));
  return [
    heading,
    "",
    ...refused.flatMap((line) => [line, ""]),
    ...remarks,
    ...loud.flatMap((change) => [
      `> **${kindWords[change.kind].verb} ${inline(change.subject.name)}** ${holds(change)}`,
      "",
    ]),
    "| | what | | details |",
    "|---|---|---|---|",
    ...review.changes.map(row),
    ...review.outputs.map(({ name, change }) => `| output | ${inline(name)} | | ${inline(change)} |`),
    "",
    `${inline(totals(review))}${plan === undefined ? " Not applicable as it stands." : ` Plan ${code(plan)}.`}`,
    "",
  ].join("\n");
}

function row(change: ReviewedChange): string {
  const { verb } = kindWords[change.kind];
  const said = [...change.forcedBy, ...change.details].map(inline).join("<br>");
  const shown = isDestructive(change.kind) ? `**${verb}**` : verb;
  return `| ${shown} | ${inline(change.subject.name)} | ${inline(change.subject.what)} | ${said} |`;
}

function holds({ subject }: ReviewedChange): string {
  return inline(subject.holds === undefined ? subject.what : `${subject.what}, holds data: ${subject.holds}`);
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}

/** Text that neither ends a table's cell nor starts formatting or a tag. */
function inline(text: string): string {
  return text
    .replace(/[\\`*_<>|[\]~]/g, (character) => `\\${character}`)
    .replace(/\s+/g, " ")
    .trim();
}
