import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { giveWay } from "../../model/give-way.ts";

const promised = (...bytes: readonly number[]) => ({
  taken: bytes.reduce((sum, each) => sum + each, 0),
  takers: bytes.map((each, index) => ({ name: `guest-${index}`, bytes: each })),
});

test("nobody gives where all has room", () => {
  expect(giveWay(10, promised(4, 6))).toBeUndefined();
});

test("each that is enough by itself is named, else the fewest together", () => {
  expect(giveWay(10, promised(5, 4, 3, 2))).toEqual({ excess: 4, oneOf: ["guest-0", "guest-1"], together: [] });
  expect(giveWay(5, promised(5, 4, 3))).toEqual({ excess: 7, oneOf: [], together: ["guest-0", "guest-1"] });
});

test("data is named by its path", () => {
  const takers = [{ name: "gitea", bytes: 9, data: "/var/lib/gitea" }];
  expect(giveWay(5, { taken: 9, takers })?.oneOf).toEqual(["gitea (/var/lib/gitea)"]);
});

test("whoever gives, the rest fits; and no fewer would do", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(sizes, fc.nat(600), (bytes, usable) => {
      const all = promised(...bytes);
      const way = giveWay(usable, all);
      const size = (name: string) => all.takers.find((taker) => taker.name === name)?.bytes ?? 0;
      const left = (names: readonly string[]) => all.taken - names.reduce((sum, name) => sum + size(name), 0);
      if (!way) return expect(all.taken).toBeLessThanOrEqual(usable);
      for (const name of way.oneOf) expect(left([name])).toBeLessThanOrEqual(usable);
      if (way.together.length === 0) return;
      expect(left(way.together)).toBeLessThanOrEqual(usable);
      expect(left(way.together.slice(0, -1))).toBeGreaterThan(usable);
    }),
  );
});
