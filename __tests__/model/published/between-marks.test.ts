import { expect, test } from "@jest/globals";
import { betweenMarks } from "../../../model/published/between-marks.ts";

const place = { mark: "guests", part: "| a | $& |", file: "README.md" };

test("what stands between two marks is replaced, what stands around them is not", () => {
  const text = "before\n<!-- guests: made -->\nold\n<!-- /guests -->\nafter\n";
  const now = "before\n<!-- guests: made -->\n\n| a | $& |\n\n<!-- /guests -->\nafter\n";
  expect(betweenMarks(text, place)).toBe(now);
  expect(betweenMarks(now, place)).toBe(now);
});

test.each([
  "",
  "<!-- guests: made -->\nno end\n",
  "no beginning\n<!-- /guests -->\n",
])("a text without its marks is refused: %j", (text) => {
  expect(() => betweenMarks(text, place)).toThrow(
    "README.md has no place between <!-- guests: … --> and <!-- /guests -->",
  );
});
