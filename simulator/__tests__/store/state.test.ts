import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { slice } from "../../src/store/slice.ts";
import { type Mutation, State } from "../../src/store/state.ts";

interface Thing {
  readonly colour: string;
  readonly tags: readonly string[];
}
const things = slice<Thing, "colour" | "tag">(
  "things",
  { colour: (thing) => thing.colour, tag: (thing) => thing.tags },
  (thing) => thing.tags.length,
);

const logged = () => {
  const lines: Mutation[][] = [];
  const state = new State();
  state.logTo({ append: (mutations) => lines.push([...mutations]) });
  return { state, lines };
};

test("a change that returns is one line of the log; one that throws leaves no trace", () => {
  const { state, lines } = logged();
  const table = state.table(things);
  state.change(() => {
    table.put("a", { colour: "red", tags: ["x"] });
    table.put("b", { colour: "blue", tags: [] });
  });
  expect(() =>
    state.change(() => {
      table.remove("a");
      table.put("c", { colour: "red", tags: ["x"] });
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(lines).toEqual([
    [
      ["things", "a", { colour: "red", tags: ["x"] }],
      ["things", "b", { colour: "blue", tags: [] }],
    ],
  ]);
  expect([...table.entries()]).toEqual([
    ["b", { colour: "blue", tags: [] }],
    ["a", { colour: "red", tags: ["x"] }],
  ]);
  expect(table.by("tag", "x")).toEqual([{ colour: "red", tags: ["x"] }]);
});

test("an inner change that fails is undone alone when the outer one goes on", () => {
  const { state, lines } = logged();
  const table = state.table(things);
  state.change(() => {
    table.put("a", { colour: "red", tags: [] });
    expect(() =>
      state.change(() => {
        table.put("b", { colour: "red", tags: [] });
        throw new Error("inner");
      }),
    ).toThrow("inner");
  });
  expect(lines).toEqual([[["things", "a", { colour: "red", tags: [] }]]]);
  expect(table.size).toBe(1);
});

test("what cannot be undone is done after the outermost change is in the log, and not for what was undone", () => {
  const { state, lines } = logged();
  const done: string[] = [];
  state.change(() => {
    state.table(things).put("a", { colour: "red", tags: [] });
    state.afterwards(() => done.push(`a, with ${lines.length} line in the log`));
    expect(() =>
      state.change(() => {
        state.afterwards(() => done.push("inner"));
        throw new Error("inner");
      }),
    ).toThrow("inner");
    expect(done).toEqual([]);
  });
  expect(done).toEqual(["a, with 1 line in the log"]);
});

test("nothing changes outside a change", () => {
  expect(() => new State().table(things).put("a", { colour: "red", tags: [] })).toThrow(
    "state changed outside change()",
  );
});

const operation = fc.oneof(
  fc.record({
    kind: fc.constant("put" as const),
    key: fc.nat(8),
    colour: fc.constantFrom("red", "blue"),
    tags: fc.uniqueArray(fc.constantFrom("x", "y", "z")),
  }),
  fc.record({ kind: fc.constant("remove" as const), key: fc.nat(8) }),
);

test("whatever is put and removed, indexes find and sum up exactly what a search would, and the log tells the same state again", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ operations: fc.array(operation, { maxLength: 6 }), fails: fc.boolean() })),
      (changes) => {
        const { state, lines } = logged();
        const table = state.table(things);
        for (const { operations, fails } of changes) {
          try {
            state.change(() => {
              for (const one of operations) {
                if (one.kind === "put") table.put(one.key, { colour: one.colour, tags: one.tags });
                else table.remove(one.key);
              }
              if (fails) throw new Error("undone");
            });
          } catch {
            // undone
          }
        }
        const sorted = (records: Iterable<Thing>) => [...records].map((record) => JSON.stringify(record)).sort();
        for (const colour of ["red", "blue"]) {
          const found = [...table.all()].filter((thing) => thing.colour === colour);
          expect(sorted(table.by("colour", colour))).toEqual(sorted(found));
          expect(table.total("colour", colour)).toBe(found.reduce((sum, thing) => sum + thing.tags.length, 0));
        }
        expect(sorted(table.by("tag", "x"))).toEqual(
          sorted([...table.all()].filter((thing) => thing.tags.includes("x"))),
        );
        const again = new State();
        for (const line of lines) again.load(JSON.parse(JSON.stringify(line)));
        expect(Object.fromEntries(again.table(things).entries())).toEqual(Object.fromEntries(table.entries()));
      },
    ),
  );
});
