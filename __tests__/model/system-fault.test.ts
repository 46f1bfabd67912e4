import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { systemFault } from "../../model/system-fault.ts";

const folder = mkdtempSync(join(tmpdir(), "strata-fault-"));
const file = join(folder, "file");
writeFileSync(file, "");
afterAll(() => rmSync(folder, { recursive: true }));

function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test("what the system refuses is one line that names the place, and exit 5", () => {
  const told = [
    () => mkdirSync(join(file, "below"), { recursive: true }),
    () => mkdirSync(file, { recursive: true }),
    () => readFileSync(join(folder, "nothing")),
  ].map((work) => systemFault(thrown(work)));
  expect(told.map((fault) => [fault?.exit, fault?.message])).toEqual([
    [5, `${file}/below leads through a file where a folder should be`],
    [5, `${file} is a file where a folder should be`],
    [5, `${folder}/nothing is not there`],
  ]);
});

test("a full disk is told without a place where the system names none", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
  expect(systemFault(full)?.message).toBe(
    "no room is left on a disk (`df` tells which); make some, then run the same command again",
  );
});

test("what is no file is told in the system's own words", () => {
  const message = "listen EACCES: permission denied 127.0.0.1:80";
  expect(systemFault(Object.assign(new Error(message), { code: "EACCES", syscall: "listen" }))?.message).toBe(message);
});

test("a fault of the program is none of the system's", () => {
  expect(systemFault(new TypeError("undefined is not a function"))).toBeUndefined();
  expect(systemFault("a string")).toBeUndefined();
});
