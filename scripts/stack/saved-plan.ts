import { chmod, mkdir, readFile, rm } from "node:fs/promises";
import type { Review } from "../../model/review/review.ts";
import { writeWhole } from "../../toolchain/write-whole.ts";
import type { Commit } from "./commit.ts";
import type { OpenStack } from "./open-stack.ts";
import type { Places } from "./places.ts";
import { sha256 } from "./stack-json.ts";
import { readStateFacts, type StateFacts } from "./state.ts";

/** What a plan was made from; the plan is applied only while all of it holds. */
export interface Receipt {
  /** Short name of the plan: six digits of a hash over all that follows but the times. */
  readonly plan: string;
  /** It destroys the whole stack. */
  readonly destroy: boolean;
  /** It is about this part of the stack alone. */
  readonly only?: string | undefined;
  /** Guest whose disk it takes, as a person has said that they know (`--i-know`); a backup was made then. */
  readonly known?: string | undefined;
  readonly made: string;
  readonly commit: Commit | null;
  /** sha256 of the plan file and of the synthesized JSON. */
  readonly planFile: string;
  readonly json: string;
  /** Null before the first apply. */
  readonly state: StateFacts | null;
  readonly target: string;
  readonly tools: readonly string[];
  readonly review: Review;
}

/** Empties the place of a stack's saved plan, and makes it if it is not there. */
export async function clearSaved({ saved }: Places): Promise<void> {
  await rm(saved, { recursive: true, force: true });
  await mkdir(saved, { recursive: true, mode: 0o700 });
}

/** The receipt of the plan file that was just made. */
export async function receiptOf(
  stack: OpenStack,
  review: Review,
  { destroy, only }: Pick<Receipt, "destroy" | "only">,
  commit: Commit | null,
): Promise<Receipt> {
  const { places, json, target, tools } = stack;
  await chmod(places.plan, 0o600);
  const state = (await readStateFacts(json.stateFile)) ?? null;
  const facts = { destroy, only, json: json.digest, state, target, tools, review };
  return {
    plan: sha256(JSON.stringify(facts)).slice(0, 6),
    made: stack.started,
    commit,
    planFile: sha256(await readFile(places.plan)),
    ...facts,
  };
}

/** Writes a plan's receipt beside it: from now on the plan counts as reviewed. */
export async function saveReceipt({ receipt: file }: Places, receipt: Receipt): Promise<void> {
  await writeWhole(file, `${JSON.stringify(receipt, null, 2)}\n`, 0o600);
}

/** The receipt of the plan that a person has seen, or undefined where there is none. */
export async function readReceipt({ receipt }: Places): Promise<Receipt | undefined> {
  const text = await readFile(receipt, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Receipt);
}

/** What is no longer as it was when a plan was reviewed, each in a few words; empty when the plan still holds. */
export async function whatMoved(stack: OpenStack, receipt: Receipt): Promise<string[]> {
  const { places, json, target, tools } = stack;
  const state = (await readStateFacts(json.stateFile)) ?? null;
  const plan = await readFile(places.plan).then(sha256, () => undefined);
  return [
    ...(state?.digest === receipt.state?.digest ? [] : [`the state (${serial(receipt.state)} → ${serial(state)})`]),
    ...(json.digest === receipt.json ? [] : ["what the files say"]),
    ...(tools.join() === receipt.tools.join() ? [] : [`the tools (${moves(receipt.tools, tools)})`]),
    ...(target === receipt.target ? [] : [`the target (${receipt.target} → ${target})`]),
    ...(plan === receipt.planFile ? [] : ["the plan file itself"]),
  ];
}

function serial(state: StateFacts | null): string {
  return state === null ? "none" : `serial ${state.serial}`;
}

function moves(before: readonly string[], after: readonly string[]): string {
  const gone = before.filter((tool) => !after.includes(tool)).join(", ");
  return `${gone} → ${after.filter((tool) => !before.includes(tool)).join(", ")}`;
}
