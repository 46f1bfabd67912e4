import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { reviewMarkdown } from "../../../model/review/markdown.ts";
import type { PlanJson, ResourceChangeJson } from "../../../model/review/plan-json.ts";
import { reviewPlan } from "../../../model/review/review.ts";
import { reviewText } from "../../../model/review/text.ts";
import { lab } from "./lab.ts";

/** Every value under a mark carries it, so that a leak shows. */
const secret = "s3cr3t";

const types = [
  "proxmox_virtual_environment_vm",
  "proxmox_virtual_environment_container",
  "proxmox_virtual_environment_file",
  "null_resource",
];
const actions = [
  ["no-op"],
  ["create"],
  ["read"],
  ["update"],
  ["delete"],
  ["forget"],
  ["delete", "create"],
  ["create", "delete"],
  ["forget", "create"],
];

/** Values and their marks, of the same shape: names that the review looks at, with and without secrets in them. */
const marked: fc.Arbitrary<{ value: unknown; mark: unknown }> = fc.letrec<{ node: { value: unknown; mark: unknown } }>(
  (tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)).map((value) => ({ value, mark: false })),
      fc.string().map((text) => ({ value: `${secret}${text}`, mark: true })),
      fc.array(tie("node"), { maxLength: 3 }).map((items) => ({
        value: items.map(({ value }) => value),
        mark: items.map(({ mark }) => mark),
      })),
      fc
        .dictionary(fc.constantFrom("dedicated", "size", "vm_id", "address", "ipv4", "hostname", "x"), tie("node"), {
          maxKeys: 4,
        })
        .map((entries) => ({
          value: Object.fromEntries(Object.entries(entries).map(([key, { value }]) => [key, value])),
          mark: Object.fromEntries(Object.entries(entries).map(([key, { mark }]) => [key, mark])),
        })),
    ),
  }),
).node;

const instance = fc.dictionary(
  fc.constantFrom(
    "name",
    "vm_id",
    "node_name",
    "memory",
    "cpu",
    "disk",
    "clone",
    "initialization",
    "tags",
    "protection",
    "file_name",
  ),
  marked,
);
const values = (entries: Record<string, { value: unknown }>) =>
  Object.fromEntries(Object.entries(entries).map(([key, { value }]) => [key, value]));
const marks = (entries: Record<string, { mark: unknown }>) =>
  Object.fromEntries(Object.entries(entries).map(([key, { mark }]) => [key, mark]));

const change: fc.Arbitrary<Omit<ResourceChangeJson, "address">> = fc
  .record({
    type: fc.constantFrom(...types),
    actions: fc.constantFrom(...actions),
    before: instance,
    after: instance,
    unknown: fc.boolean(),
  })
  .map(({ type, actions, before, after, unknown }) => ({
    mode: "managed",
    type,
    name: "x",
    change: {
      actions,
      before: actions[0] === "create" ? null : values(before),
      after: actions.join() === "delete" ? null : values(after),
      after_unknown: unknown ? { tags: true } : {},
      before_sensitive: marks(before),
      after_sensitive: marks(after),
      replace_paths: [["clone", 0, "vm_id"]],
    },
  }));

const plan: fc.Arbitrary<PlanJson> = fc
  .record({ changes: fc.array(change, { maxLength: 6 }), output: marked })
  .map(({ changes, output }) => ({
    format_version: "1.2",
    resource_changes: changes.map((one, index) => ({ ...one, address: `${one.type}.x${index}` })),
    output_changes: { it: { actions: ["update"], before: "old", after: output.value, after_sensitive: output.mark } },
  }));

const reviewed = (json: PlanJson) => reviewPlan(json, { stack: "any", lab, guarded: new Set() });

test("each change of a plan appears exactly once; what stays is counted", () => {
  fc.assert(
    fc.property(plan, (json) => {
      const review = reviewed(json);
      const changing = (json.resource_changes ?? []).filter(({ change }) => change.actions[0] !== "no-op");
      expect(review.changes.map(({ address }) => address).sort()).toEqual(
        changing.map(({ address }) => address).sort(),
      );
      expect(review.unchanged).toBe((json.resource_changes ?? []).length - changing.length);
    }),
  );
});

test("no sensitive value is in any form of a review", () => {
  fc.assert(
    fc.property(plan, (json) => {
      const review = reviewed(json);
      const forms = [JSON.stringify(review), reviewText(review, "8f3c1a"), reviewMarkdown(review, "8f3c1a")];
      expect(forms.join("\n")).not.toContain(secret);
    }),
    { numRuns: 500 },
  );
});

test("the loudest come first", () => {
  const order = [
    "replace",
    "destroy",
    "stop",
    "restart",
    "rerun",
    "update",
    "create",
    "import",
    "move",
    "forget",
    "read",
  ];
  fc.assert(
    fc.property(plan, (json) => {
      const ranks = reviewed(json).changes.map(({ kind }) => order.indexOf(kind));
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    }),
  );
});
