import { afterEach, expect, test } from "@jest/globals";
import { execa } from "execa";
import { coloursOn } from "../../scripts/colours.ts";

const before = process.env.NO_COLOR;

afterEach(() => {
  if (before === undefined) delete process.env.NO_COLOR;
  else process.env.NO_COLOR = before;
});

test("a terminal gets colours, unless NO_COLOR is set", () => {
  delete process.env.NO_COLOR;
  expect(coloursOn({ isTTY: true }).red("text")).toBe("\u001b[31mtext\u001b[39m");
  process.env.NO_COLOR = "1";
  expect(coloursOn({ isTTY: true }).red("text")).toBe("text");
});

test("a pipe gets plain text, on a CI's machine too", async () => {
  const { stdout } = await execa("node", ["scripts/strata.mjs", "capacity"], { env: { CI: "true", FORCE_COLOR: "1" } });
  expect(stdout).toContain("memory");
  expect(stdout).not.toContain("\u001b");
});
