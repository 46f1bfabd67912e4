import { expect, test } from "@jest/globals";
import type { Kind } from "../../../model/review/kinds.ts";
import type { Review } from "../../../model/review/review.ts";
import { clones, refuseGone } from "../../../model/review/template-gone.ts";
import { lab } from "./lab.ts";

const review = (kind: Kind): Review => ({
  ...{ stack: "k3s-single", site: "home", outputs: [], unchanged: 0, memory: [], refusals: [] },
  changes: [
    {
      kind,
      subject: { name: "k3s-single", what: "vm 210", node: "forge", serves: [] },
      address: "proxmox_virtual_environment_vm.vm",
      ...{ unfinished: false, forcedBy: [], details: [] },
    },
  ],
});
const standing = [{ id: 9001, node: "forge" }];

test.each([
  "create",
  "replace",
] as const)("a plan that would %s a guest whose template is gone is refused, before anything is taken", (kind) => {
  expect(refuseGone(review(kind), lab, [{ id: 9001, node: "asus" }]).refusals).toEqual([
    {
      name: "k3s-single",
      address: "proxmox_virtual_environment_vm.vm",
      by: "template",
      reason:
        "the template of k3s-single, 9001 on forge, is gone. Make it again with `strata apply images --only alma9-k3s-optimized`, or name another release",
    },
  ]);
  expect(refuseGone(review(kind), lab, standing)).toEqual(review(kind));
});

test("a guest that stays needs no template", () => {
  expect(clones(review("update"), lab)).toBe(false);
  expect(refuseGone(review("restart"), lab, []).refusals).toEqual([]);
});
