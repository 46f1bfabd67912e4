import { describe, expect, test } from "@jest/globals";
import { reviewMarkdown } from "../../../model/review/markdown.ts";
import type { Review, ReviewedChange } from "../../../model/review/review.ts";
import { hasDrifted, type RootPart, withRootPart } from "../../../model/review/root-part.ts";
import { reviewText } from "../../../model/review/text.ts";
import { container } from "../../constructs/container.ts";

const step: ReviewedChange = {
  kind: "rerun",
  subject: { name: "ct_root", what: "step", serves: [] },
  address: "terraform_data.ct_root",
  unfinished: false,
  forcedBy: ["triggers_replace.settings  a → b"],
  details: [],
};
const memory: ReviewedChange = {
  kind: "update",
  subject: { name: "gitea", what: "ct 114", node: "forge", serves: [] },
  address: "proxmox_virtual_environment_container.ct",
  unfinished: false,
  forcedBy: [],
  details: ["tags +code"],
};
const part: RootPart = { guest: container({ protect: true }), words: ["feature +keyctl"], restarts: true, notes: [] };

function review(...changes: ReviewedChange[]): Review {
  return { stack: "gitea", site: "home", changes, outputs: [], unchanged: 0, memory: [], refusals: [] };
}

describe("root's step in a review", () => {
  test("that changes a feature restarts the container, and stands above what does not", () => {
    const { changes } = withRootPart(review(memory, step), part);
    expect(
      changes.map(({ kind, subject, details, forcedBy }) => [kind, subject.name, subject.what, details, forcedBy]),
    ).toEqual([
      ["restart", "gitea", "root's step", ["feature +keyctl"], []],
      ["update", "gitea", "ct 114", ["tags +code"], []],
    ]);
    expect(reviewText(review(...changes), "abc123")).toContain(
      "restarts   gitea   root's step   feature +keyctl, holds data: its data",
    );
  });

  test("that only mounts or snapshots runs again and restarts nothing", () => {
    const quiet = { ...part, words: ["snapshots of tank/data/gitea at hourly, 48 stay"], restarts: false };
    expect(withRootPart(review(step), quiet).changes[0]).toMatchObject({ kind: "rerun", details: quiet.words });
    expect(withRootPart(review(step), { ...quiet, words: [] }).changes[0]?.details).toEqual(["nothing left to do"]);
  });

  test("of a container that is made anew keeps its own reason, because nothing that was found stays", () => {
    const reason = { ...step, details: ["because what it follows changed"] };
    const { changes } = withRootPart(review({ ...memory, kind: "replace" }, reason), part);
    expect(changes[1]).toMatchObject({ kind: "rerun", subject: { name: "gitea" }, details: reason.details });
  });

  test("that would be refused stops the plan which takes it, and is told by a plan which does not", () => {
    const refused: RootPart = { ...part, words: [], refused: "mp0 has /old at /srv/a" };
    expect(withRootPart(review(step), refused).refusals).toEqual([
      { name: "gitea", address: "terraform_data.ct_root", by: "root", reason: "mp0 has /old at /srv/a" },
    ]);
    expect(withRootPart(review(), refused)).toMatchObject({ refusals: [], differs: ["mp0 has /old at /srv/a"] });
  });

  test("that the plan leaves out is told as a difference, with the way to mend it", () => {
    expect(hasDrifted(review(memory), part)).toBe(true);
    expect(hasDrifted(review(step), part)).toBe(false);
    const told = withRootPart(review(), { ...part, notes: ["mp1: /root at /mnt is in no file and stays"] });
    expect(reviewText(told, undefined)).toBe(
      [
        "gitea (home): no changes",
        "  differs: feature +keyctl; `strata pct-set gitea` sets it",
        "  note: mp1: /root at /mnt is in no file and stays",
      ].join("\n"),
    );
    expect(reviewMarkdown(told, undefined)).toContain(
      "> **Differs:** feature +keyctl; \\`strata pct-set gitea\\` sets it.",
    );
  });

  test("that finds all as the files say leaves the review as it is", () => {
    expect(withRootPart(review(memory), { ...part, words: [] })).toEqual(review(memory));
  });
});
