import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Review } from "../../../model/review/review.ts";
import { applyPlan, refuseMoved } from "../../../scripts/stack/apply.ts";
import { refuseUnattended } from "../../../scripts/stack/consent.ts";
import { readOutputs } from "../../../scripts/stack/outputs.ts";
import { makePlan } from "../../../scripts/stack/plan.ts";
import { type Receipt, readReceipt, saveReceipt } from "../../../scripts/stack/saved-plan.ts";
import { lockFile, readInstances } from "../../../scripts/stack/state.ts";
import { SmallStack, unwatched } from "./small-stack.ts";

let small: SmallStack;
beforeEach(() => {
  small = new SmallStack();
});
afterEach(() => small.remove());

const kindsOf = (review: Review) => review.changes.map(({ kind, subject }) => `${kind} ${subject.name}`);

async function plan(destroy = false): Promise<Receipt> {
  const { receipt } = await makePlan(await small.open(), { destroy });
  if (receipt === undefined) throw new Error("nothing to apply");
  await saveReceipt(small.places, receipt);
  return receipt;
}

describe("a plan", () => {
  test("is saved with a receipt, and applying it leaves the next plan empty", async () => {
    small.write({ one: { input: 1 }, two: { input: 2 } });
    const receipt = await plan();
    expect(kindsOf(receipt.review)).toEqual(["create one", "create two"]);
    expect(receipt.plan).toMatch(/^[0-9a-f]{6}$/);
    await applyPlan(await small.open(), receipt, unwatched);
    expect(await readOutputs((await small.open()).json.stateFile)).toEqual({ names: "one two" });
    const second = await makePlan(await small.open(), { destroy: false });
    expect(second.review.changes).toEqual([]);
    expect(second.receipt).toBeUndefined();
    expect(existsSync(small.places.plan)).toBe(false);
  });

  test("is made and applied although its log cannot be written", async () => {
    const stack = await small.write({ one: { input: 1 } }).open();
    mkdirSync(join(stack.places.logs, `small-${stack.started.replace(/[:.]/g, "-")}.log`), { recursive: true });
    const { receipt } = await makePlan(stack, { destroy: false });
    await applyPlan(stack, receipt as Receipt, unwatched);
    expect(await readOutputs(stack.json.stateFile)).toEqual({ names: "one" });
  });

  test("waits for what the last apply could not save, and goes on when that is the state", async () => {
    small.write({ one: { input: 1 } });
    const receipt = await plan();
    const { stateFile } = (await small.open()).json;
    await applyPlan(await small.open(), receipt, unwatched);
    const unsaved = join(small.places.folder, "errored.tfstate");
    renameSync(stateFile, unsaved);
    writeFileSync(stateFile, readFileSync(unsaved, "utf8").slice(0, 100));
    await expect(readOutputs(stateFile)).rejects.toMatchObject({
      exit: 5,
      message: `${stateFile} is cut short and no state; put it back from small.tfstate.backup or from your own backup, then run this again`,
    });
    await expect(makePlan(await small.open(), { destroy: false })).rejects.toMatchObject({
      exit: 3,
      message:
        "small: the last apply could not save all that it made; make room, `mv cdktf.out/stacks/small/errored.tfstate state/home/small.tfstate`, then run this again",
    });
    copyFileSync(unsaved, stateFile);
    expect((await makePlan(await small.open(), { destroy: false })).review.changes).toEqual([]);
  });

  test("has the same name when nothing moved, and is its owner's alone", async () => {
    small.write({ one: { input: 1 } });
    expect((await plan()).plan).toBe((await plan()).plan);
  });

  test("that runs into a guard is reviewed, refused and not saved", async () => {
    small.write({ one: { triggers_replace: ["a"], lifecycle: { prevent_destroy: true } } });
    await applyPlan(await small.open(), await plan(), unwatched);
    small.write({ one: { triggers_replace: ["b"], lifecycle: { prevent_destroy: true } } });
    const { review, receipt } = await makePlan(await small.open(), { destroy: false });
    expect(receipt).toBeUndefined();
    expect(review.refusals.map(({ by, name }) => `${by} ${name}`)).toEqual(["prevent_destroy one"]);
    expect(kindsOf(review)).toEqual(["rerun one"]);
    expect(existsSync(small.places.plan)).toBe(false);
  });

  test("of a faulty stack fails in one line that names the log", async () => {
    small.write({ one: { input: `\${nothing.there}` } });
    await expect(makePlan(await small.open(), { destroy: false })).rejects.toMatchObject({
      exit: 5,
      message: expect.stringMatching(/^small: plan failed: .+; all of it: build\/home\/logs\/small-.+\.log$/),
    });
  });
});

describe("a reviewed plan is refused", () => {
  async function refusal(receipt: Receipt, target?: string): Promise<string> {
    const stack = await small.open(target);
    return refuseMoved(stack, receipt).then(
      () => "nothing",
      ({ exit, message }) => `${exit} ${message}`,
    );
  }

  test("when the files changed", async () => {
    const receipt = await plan1();
    small.write({ one: { input: 2 } });
    expect(await refusal(receipt)).toBe(
      `3 small: plan ${receipt.plan} no longer holds, moved since its review: what the files say. Review anew with \`strata plan small\``,
    );
  });

  test("when the state moved", async () => {
    small.write({ one: { input: 1 } });
    await applyPlan(await small.open(), await plan(), unwatched);
    small.write({ one: { input: 2 } });
    const receipt = await plan();
    const { stateFile } = (await small.open()).json;
    const state = JSON.parse(readFileSync(stateFile, "utf8"));
    writeFileSync(stateFile, JSON.stringify({ ...state, serial: state.serial + 1 }));
    expect(await refusal(receipt)).toContain(`the state (serial ${state.serial} → serial ${state.serial + 1})`);
  });

  test("when the target is another one", async () => {
    const receipt = await plan1();
    expect(await refusal(receipt, "https://127.0.0.1:2")).toContain(
      "the target (https://127.0.0.1:1 → https://127.0.0.1:2)",
    );
  });

  test("when a tool has another version", async () => {
    const receipt = await plan1();
    expect(await refusal({ ...receipt, tools: ["OpenTofu 1.10.0"] })).toContain("the tools (OpenTofu 1.10.0 → ");
  });

  test("when someone touched the plan file", async () => {
    const receipt = await plan1();
    appendFileSync(small.places.plan, "x");
    expect(await refusal(receipt)).toContain("moved since its review: the plan file itself");
  });

  test("not while all of it holds", async () => {
    const receipt = await plan1();
    expect(await readReceipt(small.places)).toEqual(receipt);
    expect(await refusal(receipt)).toBe("nothing");
  });

  async function plan1(): Promise<Receipt> {
    small.write({ one: { input: 1 } });
    return plan();
  }
});

describe("applying", () => {
  test("reports a step that fails with its log, and the next plan makes the unfinished instance anew", async () => {
    small.write({ one: { input: 1 }, bad: "echo broken >&2; exit 7" });
    await expect(applyPlan(await small.open(), await plan(), unwatched)).rejects.toMatchObject({
      exit: 5,
      message: expect.stringMatching(
        /^small: apply failed: local-exec provisioner error.*; all of it: build\/home\/logs\//,
      ),
    });
    expect(await readReceipt(small.places)).toBeUndefined();
    small.write({ one: { input: 1 }, bad: "true" });
    const receipt = await plan();
    expect(receipt.review.changes).toMatchObject([{ kind: "rerun", unfinished: true, subject: { name: "bad" } }]);
    expect(receipt.review.changes[0]?.details).toContain("its creation never finished");
    await applyPlan(await small.open(), receipt, unwatched);
  });

  test("destroys what a destroy plan says, and leaves no output", async () => {
    small.write({ one: { input: 1 } });
    await applyPlan(await small.open(), await plan(), unwatched);
    const receipt = await plan(true);
    expect(kindsOf(receipt.review)).toEqual(["destroy one"]);
    expect(() => refuseUnattended(receipt.review, "small")).toThrow(/nobody is here to agree/);
    await applyPlan(await small.open(), receipt, unwatched);
    const { stateFile } = (await small.open()).json;
    expect(await readInstances(stateFile)).toEqual([]);
    expect(await readOutputs(stateFile)).toBeUndefined();
  });

  test("goes on past a lock that a dead process left, and cleans it away", async () => {
    small.write({ one: { input: 1 } });
    await applyPlan(await small.open(), await plan(), unwatched);
    const { stateFile } = (await small.open()).json;
    const info = {
      ID: "1",
      Operation: "OperationTypeApply",
      Info: "",
      Who: "a@b",
      Version: "1.12.6",
      Created: "2026-01-01T00:00:00Z",
      Path: stateFile,
    };
    writeFileSync(lockFile(stateFile), JSON.stringify(info));
    small.write({ one: { input: 2 } });
    await applyPlan(await small.open(), await plan(), unwatched);
    expect(existsSync(lockFile(stateFile))).toBe(false);
  });

  test("is refused while another run holds the state's lock, and says who", async () => {
    const flag = join(small.root, "running");
    small.write({ slow: `touch ${flag}; while [ -e ${flag} ]; do sleep 0.05; done` });
    const running = applyPlan(await small.open(), await plan(), unwatched);
    while (!existsSync(flag)) await new Promise((done) => setTimeout(done, 20));
    await expect(makePlan(await small.open(), { destroy: false })).rejects.toMatchObject({
      exit: 3,
      message: expect.stringMatching(/^small: the state is locked by .+ \(apply, since .+\); wait until that is done/),
    });
    rmSync(flag);
    await running;
  });
});
