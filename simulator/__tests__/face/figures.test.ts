import { expect, test } from "@jest/globals";
import { bytes, grouped, moment, percent, span } from "../../src/face/figures.ts";

test.each([
  [bytes(0), "0 B"],
  [bytes(1023), "1023 B"],
  [bytes(1.5 * 1024 ** 3), "1.5 GiB"],
  [bytes(150 * 1024 ** 3), "150 GiB"],
  [bytes(2 ** 62), "4096 PiB"],
  [percent(0), "0 %"],
  [percent(0.004), "0.4 %"],
  [percent(0.256), "26 %"],
  [span(7), "0:07"],
  [span(3_671), "1:01:11"],
  [span(90_061), "1d 01:01"],
  [span(-1), "0:00"],
  [grouped(9800), "9,800"],
])("%s is written %s", (written, expected) => {
  expect(written).toBe(expected);
});

test("a time of another day has its day", () => {
  const now = Date.UTC(2026, 4, 3, 8, 30, 5);
  expect(moment(now, now)).toBe("08:30:05");
  expect(moment(Date.UTC(2026, 4, 2, 23, 59, 59), now)).toBe("05-02 23:59");
});
