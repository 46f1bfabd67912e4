import { expect, test } from "@jest/globals";
import { makesGuests, refuseTaken } from "../../../model/review/number-taken.ts";
import type { Review, ReviewedChange } from "../../../model/review/review.ts";

function review(kind: ReviewedChange["kind"], what: string, name: string): Review {
  const subject = { name, what, serves: [], file: `personas/home/${name}.yaml` };
  const change = { kind, subject, address: "x.y", unfinished: false, forcedBy: [], details: [] };
  return { stack: name, site: "home", changes: [change], outputs: [], unchanged: 0, memory: [], refusals: [] };
}

const said = (plan: Review, taken: [number, string][]) =>
  refuseTaken(plan, new Map(taken)).refusals.map(({ reason }) => reason);

test("a container is not made over one that is there: it is taken over instead", () => {
  expect(said(review("create", "ct 114", "gitea"), [[114, "gitea"]])).toEqual([
    "ct 114 is on the host already, as gitea. `strata adopt gitea` takes it over; or write another id in personas/home/gitea.yaml",
  ]);
});

test("a machine gets another number", () => {
  expect(said(review("create", "vm 210", "k3s-single"), [[210, "desktop"]])).toEqual([
    "vm 210 is on the host already, as desktop. Remove it there if an apply was cut short, or write another id in personas/home/k3s-single.yaml",
  ]);
});

test("a free number, an update and a replacement are not asked about", () => {
  expect(said(review("create", "ct 114", "gitea"), [[115, "jenkins"]])).toEqual([]);
  for (const kind of ["update", "replace"] as const) expect(makesGuests(review(kind, "ct 114", "gitea"))).toBe(false);
  expect(makesGuests(review("create", "pool membership", "platform"))).toBe(false);
});
