import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { rings, startupOrder, type Waiting } from "../../model/startup.ts";

/** Containers that wait only for earlier ones of the list: no ring. */
const rankless = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 20 }).map((waits) =>
  waits.map(
    (after, index): Waiting => ({
      name: `c${index}`,
      after: index === 0 ? [] : [...new Set(after.map((n) => `c${n % index}`))],
    }),
  ),
);
const tangled = fc.array(fc.array(fc.nat({ max: 9 }), { maxLength: 3 }), { minLength: 1, maxLength: 10 }).map((waits) =>
  waits.map(
    (after, index): Waiting => ({
      name: `c${index}`,
      after: after.filter((n) => n !== index && n < waits.length).map((n) => `c${n}`),
    }),
  ),
);

test("every container starts after all that it waits for, as early as that allows", () => {
  fc.assert(
    fc.property(rankless, (containers) => {
      const order = startupOrder(containers);
      for (const { name, after } of containers) {
        const before = after.map((other) => order.get(other) ?? Number.NaN);
        expect(order.get(name)).toBe(Math.max(0, ...before) + 1);
      }
      expect(rings(containers)).toEqual([]);
    }),
  );
});

test("the order of files does not matter, and another container moves nobody", () => {
  fc.assert(
    fc.property(rankless, (containers) => {
      const order = startupOrder(containers);
      const other = startupOrder([{ name: "new", after: ["c0"] }, ...containers.toReversed()]);
      for (const [name, place] of order) expect(other.get(name)).toBe(place);
    }),
  );
});

test("a ring is told by names that wait for each other in turn, and there is one where somebody has no place", () => {
  fc.assert(
    fc.property(tangled, (containers) => {
      const waits = new Map(containers.map(({ name, after }) => [name, after]));
      const found = rings(containers);
      for (const ring of found)
        for (const [index, name] of ring.entries()) expect(waits.get(name)).toContain(ring[(index + 1) % ring.length]);
      expect(found.length > 0).toBe(startupOrder(containers).size < containers.length);
    }),
  );
});

test.each<[string, Record<string, string[]>, string[][]]>([
  ["two that wait for each other", { a: ["b"], b: ["a"], c: ["a"] }, [["a", "b"]]],
  [
    "two rings",
    { a: ["b"], b: ["a"], c: ["d"], d: ["c"] },
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  ["nobody's fault", { a: ["x"], b: ["a"] }, []],
])("rings: %s", (_, waits, expected) => {
  expect(rings(Object.entries(waits).map(([name, after]) => ({ name, after })))).toEqual(expected);
});
