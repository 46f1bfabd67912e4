import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { findOnPath, goVersion, identify } from "../../toolchain/programs.ts";

let folder: string;
const around = () => ({ cache: join(folder, "cache"), environment: { PATH: process.env.PATH } });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "programs-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program that tells what it was told to, and counts how often it was asked. */
function program(name: string, answer: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho asked >> ${folder}/asked\ncat <<'END'\n${answer}\nEND\n`);
  chmodSync(path, 0o755);
  return path;
}

describe("looking on PATH", () => {
  test("finds the first that can be run, past folders and plain files of that name", async () => {
    for (const name of ["a", "b/tofu", "c"]) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, "a", "tofu"), "not executable");
    const path = program("c/tofu", "");
    const PATH = ["a", "", "b", "absent", "c"].map((name) => name && join(folder, name)).join(":");
    expect(await findOnPath("tofu", { PATH })).toBe(path);
  });

  test("takes a path as it is", async () => {
    const path = program("mine", "");
    expect(await findOnPath(path, {})).toBe(path);
    expect(await findOnPath(`${path}-absent`, {})).toBeUndefined();
  });
});

describe("asking a program what it is", () => {
  test.each([
    ["OpenTofu v1.12.6\non linux_amd64", { name: "OpenTofu", version: "1.12.6" }],
    [
      "Terraform v1.11.4\non linux_amd64\n\nYour version of Terraform is out of date!",
      { name: "Terraform", version: "1.11.4" },
    ],
    [
      "There are some problems with the CLI configuration:\nTerraform v1.9.0-rc1",
      { name: "Terraform", version: "1.9.0-rc1" },
    ],
  ])("understands %j", async (answer, expected) => {
    expect(await identify(program("it", answer), around())).toMatchObject(expected);
  });

  test("takes anything else for neither", async () => {
    expect(await identify(program("it", "Vim 9.1"), around())).toBeUndefined();
  });

  test("understands Go", async () => {
    expect(await goVersion(program("go", "go version go1.26.8 linux/amd64"), around())).toBe("1.26.8");
  });

  test("asks a script each time, since it may be a version manager's", async () => {
    const path = program("tofu", "OpenTofu v1.12.6");
    await identify(path, around());
    await identify(path, around());
    expect(readFileSync(join(folder, "asked"), "utf8")).toBe("asked\nasked\n");
  });

  test("believes what is known of an executable until it changes", async () => {
    const known = { size: 0, mtimeMs: 0, answer: "OpenTofu v1.12.6" };
    const path = program("tofu", "OpenTofu v1.13.0");
    const { size, mtimeMs } = statSync(path);
    mkdirSync(around().cache);
    writeFileSync(join(around().cache, "versions.json"), JSON.stringify({ [path]: { ...known, size, mtimeMs } }));
    expect((await identify(path, around()))?.version).toBe("1.12.6");
    appendFileSync(path, "# changed\n");
    expect((await identify(path, around()))?.version).toBe("1.13.0");
  });
});
