import { expect, test } from "@jest/globals";
import { Journal } from "../../src/kernel/journal.ts";

const seqs = ({ lines }: Journal): string => `${lines[0]?.seq} to ${lines.at(-1)?.seq}`;

test("a line has the time at which it was noted, whenever it is read", () => {
  let now = Date.UTC(2026, 0, 1);
  const journal = new Journal(() => now);
  journal.note({ ssh: "exec" });
  now += 60_000;
  expect(journal.lines).toStrictEqual([{ seq: 1, time: "2026-01-01T00:00:00.000Z", ssh: "exec" }]);
});

test("what there is not is left out of a line", () => {
  const journal = new Journal(() => 0);
  const [user, message] = [undefined, undefined];
  journal.request({ method: "GET", path: "/version", parameters: {}, user, status: 200, message });
  expect(Object.keys(journal.lines[0] ?? {})).toEqual(["seq", "time", "method", "path", "parameters", "status"]);
});

test.each([
  ["read in between", true],
  ["never read", false],
])("the oldest lines are forgotten, %s", (_, read) => {
  const journal = new Journal(() => 0);
  for (let noted = 1; noted <= 24_999; noted += 1) journal.note({});
  if (read) expect(seqs(journal)).toBe("1 to 24999");
  journal.note({});
  journal.note({});
  expect(seqs(journal)).toBe("5002 to 25001");
  journal.note({});
  expect(journal.lines).toHaveLength(20_001);
});
