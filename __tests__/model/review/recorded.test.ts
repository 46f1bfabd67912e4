import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { reviewMarkdown } from "../../../model/review/markdown.ts";
import { parsePlan } from "../../../model/review/plan-json.ts";
import { isEmpty, type Review, reviewPlan } from "../../../model/review/review.ts";
import { reviewText } from "../../../model/review/text.ts";
import { lab } from "./lab.ts";

/** A plan of k3s-single as OpenTofu 1.12.6 and bpg/proxmox 0.111.1 made it, without configuration and state. */
function recorded(name: string, guarded = false): Review {
  const plan = parsePlan(readFileSync(new URL(`plans/${name}.json`, import.meta.url), "utf8"));
  const addresses = new Set(guarded ? ["proxmox_virtual_environment_vm.vm"] : []);
  return reviewPlan(plan, { stack: "k3s-single", lab, guarded: addresses });
}

test("an unchanged stack says so and nothing else", () => {
  const review = recorded("unchanged");
  expect(isEmpty(review)).toBe(true);
  expect(review.unchanged).toBe(1);
  expect(reviewText(review, undefined)).toBe("k3s-single (home): no changes");
});

test.each([
  ["create", false, "a new machine is told by its shape"],
  ["restart", false, "less memory restarts the machine and frees the node"],
  ["update", false, "a tag and a description leave it running"],
  ["replace", false, "another template replaces the machine, in releases of the image"],
  ["replace-guarded", true, "a replacement that prevent_destroy stops is refused with a way out"],
  ["replace-flagged", false, "a replacement that Proxmox's own flag would stop is refused before it starts"],
  ["destroy", false, "the end of a machine that holds data is loud"],
  ["move", false, "a move in the state names where it was"],
  ["forget", false, "a machine that is forgotten stays"],
  ["unfinished", true, "a machine whose creation was stopped says so"],
  ["mixed", false, "a plan of everything, with secrets and unknown values"],
])("%s: %j %s", (name, guarded) => {
  const review = recorded(name, guarded);
  expect(`\n${reviewText(review, review.refusals.length > 0 ? undefined : "8f3c1a")}\n`).toMatchSnapshot("text");
  expect(`\n${reviewMarkdown(review, review.refusals.length > 0 ? undefined : "8f3c1a")}`).toMatchSnapshot("markdown");
  expect(review).toMatchSnapshot("json");
});

test("no secret of a plan is in any form of its review", () => {
  const review = recorded("mixed");
  const everything = [reviewText(review, "8f3c1a"), reviewMarkdown(review, "8f3c1a"), JSON.stringify(review)].join(
    "\n",
  );
  expect(readFileSync(new URL("plans/mixed.json", import.meta.url), "utf8")).toContain("correct horse battery");
  expect(everything).not.toContain("correct horse");
});

test("a plan of an unknown format is refused in one line", () => {
  expect(() => parsePlan('{"format_version":"2.0"}')).toThrow(
    /^plan format 2.0 is not known; use OpenTofu 1.10 or later/,
  );
});
