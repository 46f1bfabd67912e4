import type { Command } from "commander";
import { type ExitCode, exitCodes, StrataError } from "../../model/exit.ts";
import { isEmpty, type Review } from "../../model/review/review.ts";
import { type Paint, reviewText } from "../../model/review/text.ts";
import { colours } from "../colours.ts";
import type { Receipt } from "./saved-plan.ts";

const paint: Paint = {
  alarm: (text) => colours.bold(colours.red(text)),
  warn: colours.yellow,
  quiet: colours.dim,
  strong: colours.bold,
};

/** The argument that every command on one stack takes. */
export function takesStack(command: Command): Command {
  return command.argument("<stack>", "name of the stack: its persona's file name");
}

/** The option of commands that may keep to one part of a stack. */
export const onlyOption = ["--only <part>", "keep to one part of the stack, such as one image of images"] as const;

/** A review as this terminal shows it. */
export function painted(review: Review, receipt?: Receipt): string {
  return reviewText(review, receipt?.plan, paint);
}

/** What `--json` tells of a plan. */
export function planFacts(review: Review, receipt?: Receipt): unknown {
  const { plan, made, commit, state, target, tools, destroy } = receipt ?? {};
  return { ...(receipt ? { plan, destroy, made, commit, state, target, tools } : {}), ...review };
}

/** How a command that only looks ends: 3 when the review refuses, 2 when there is something to do, else 0. */
export function looked(review: Review): ExitCode {
  if (review.refusals.length > 0) return exitCodes.refused;
  return isEmpty(review) && !review.differs ? exitCodes.done : exitCodes.changesPending;
}

/** The end of a command whose review refuses what was asked; the reasons stand in the review. */
export function refuseReviewed({ refusals, stack }: Review): StrataError {
  const names = refusals.map(({ name }) => name).join(", ");
  return new StrataError(exitCodes.refused, `${stack}: refused for ${names}, as the review says; nothing was changed`);
}
