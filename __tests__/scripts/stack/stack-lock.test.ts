import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { refuseMoved } from "../../../scripts/stack/apply.ts";
import { keepPlan } from "../../../scripts/stack/plan.ts";
import { type Receipt, readReceipt } from "../../../scripts/stack/saved-plan.ts";
import { underStackLock } from "../../../scripts/stack/stack-lock.ts";
import { SmallStack } from "./small-stack.ts";

let small: SmallStack;
beforeEach(() => {
  small = new SmallStack().write({ one: { input: 1 } });
});
afterEach(() => small.remove());

test("of several plans of one stack at once, each is made, and the one that stays holds", async () => {
  const stack = await small.open();
  const plans = await Promise.all([1, 2, 3].map(() => keepPlan(stack, { destroy: false })));
  expect(plans.map(({ review }) => review.changes.map(({ kind }) => kind))).toEqual([
    ["create"],
    ["create"],
    ["create"],
  ]);
  await refuseMoved(stack, (await readReceipt(stack.places)) as Receipt);
});

test("who waits too long is told who works on the stack", async () => {
  const stack = await small.open();
  await underStackLock(stack, async () => {
    writeFileSync(stack.places.holder, "`strata apply small` (process 4711, since 2026-11-21T10:00:00.000Z)");
    const second = underStackLock(stack, async () => "both", { retries: 1, minTimeout: 1, maxTimeout: 1, factor: 1 });
    await expect(second).rejects.toMatchObject({
      exit: 3,
      message:
        "small: `strata apply small` (process 4711, since 2026-11-21T10:00:00.000Z) is at work on it; wait until that is done, then run this again",
    });
  });
  expect(await underStackLock(stack, async () => "alone")).toBe("alone");
});

test("a holder that was killed is forgotten", async () => {
  const { name, places } = await small.open();
  const lock = `${places.holder}.lock`;
  mkdirSync(dirname(lock), { recursive: true });
  mkdirSync(lock);
  const killed = new Date(Date.now() - 11_000);
  utimesSync(lock, killed, killed);
  expect(await underStackLock({ name, places }, async () => "alone")).toBe("alone");
});

test("a stack that is synthesized from other files while it is planned is refused", async () => {
  const stack = await small.open();
  small.write({ one: { input: 2 } });
  await expect(keepPlan(stack, { destroy: false })).rejects.toMatchObject({
    exit: 3,
    message: "small: another run synthesized this stack from other files while it was planned; run this again",
  });
  expect(await readReceipt(stack.places)).toBeUndefined();
});

test("what a killed take-over left beside a stack is not imported by its next plan", async () => {
  const stack = await small.open();
  writeFileSync(stack.places.adoption, JSON.stringify({ import: [{ to: "terraform_data.one", id: "asus/100" }] }));
  const { review } = await keepPlan(stack, { destroy: false });
  expect(review.changes.map(({ kind }) => kind)).toEqual(["create"]);
  expect(existsSync(stack.places.adoption)).toBe(false);
});
