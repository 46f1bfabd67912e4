import { expect, test } from "@jest/globals";
import { asHostSees, onlyTakesOver, onTheHost, replaces } from "../../../model/adoption/import-plan.ts";
import type { ChangeJson } from "../../../model/review/plan-json.ts";
import { reviewPlan } from "../../../model/review/review.ts";
import { lab } from "./home.ts";

const change = (type: string, values: ChangeJson) => ({
  address: `${type}.ct`,
  mode: "managed",
  type,
  name: "ct",
  change: values,
});

const container = (values: ChangeJson) => change("proxmox_virtual_environment_container", values);
const plan = (...changes: ReturnType<typeof change>[]) => ({ format_version: "1.2", resource_changes: changes });

const before = { vm_id: null, timeout_create: null, memory: [{ dedicated: 1024, swap: 0 }] };
const after = { vm_id: 114, timeout_create: 1800, memory: [{ dedicated: 1024, swap: 0 }] };
const importing = { id: "asus/114" };

test("what the provider keeps to itself is no change, and a step of root's reaches nothing by being noted", () => {
  const seen = asHostSees(
    plan(
      container({ actions: ["update"], before, after, importing }),
      change("terraform_data", { actions: ["create"], before: null, after: {} }),
      change("proxmox_pool_membership", { actions: ["no-op"], before: {}, after: {}, importing }),
    ),
  );
  expect(onlyTakesOver(seen)).toBe(true);
  const review = reviewPlan(seen, { stack: "gitea", lab, guarded: new Set() });
  expect(review.changes.map(({ kind }) => kind)).toEqual(["create", "import", "import"]);
  expect(onTheHost(review).changes).toEqual([]);
});

test.each<[string, ReturnType<typeof change>]>([
  ["memory", container({ actions: ["update"], before, after: { ...after, memory: [{ dedicated: 2048 }] }, importing })],
  [
    "a block that says the provider's default",
    container({ actions: ["update"], before: {}, after: { memory: [{ dedicated: 512, swap: 0 }] } }),
  ],
  ["a replacement", container({ actions: ["delete", "create"], before, after })],
  ["a removal", container({ actions: ["delete"], before, after: null })],
  ["a container that is not there", container({ actions: ["create"], before: null, after })],
  ["a pool that it is not in", change("proxmox_pool_membership", { actions: ["create"], before: null, after: {} })],
  ["a step that runs again", change("terraform_data", { actions: ["delete", "create"], before: {}, after: {} })],
])("%s would reach the host", (_, reaching) => {
  expect(onlyTakesOver(asHostSees(plan(reaching)))).toBe(false);
});

test("a container that would be made anew is told from one that is changed", () => {
  expect(replaces(plan(container({ actions: ["delete", "create"], before, after })))).toBe(true);
  expect(replaces(plan(container({ actions: ["update"], before, after })))).toBe(false);
});
