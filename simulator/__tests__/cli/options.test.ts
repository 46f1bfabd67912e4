import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { outcomeOf } from "../../src/cli/failure.ts";
import { parseOptions } from "../../src/cli/options.ts";

const folder = mkdtempSync(join(tmpdir(), "cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The line and the status with which the program would end. */
function refused(...args: string[]) {
  try {
    return parseOptions(args);
  } catch (error) {
    return outcomeOf(error);
  }
}

test("what is not given is left to the simulator", () => {
  expect(parseOptions([])).toEqual({});
});

test("every option is understood", () => {
  const world = join(folder, "world.json");
  writeFileSync(world, '{"nodes":[{"name":"asus"}],"storages":[]}');
  const line = `--port 8006 --ssh-port 0 --state s --journal j --ready-file r --world ${world} --time-scale 0.5 --seed x`;
  expect(parseOptions(line.split(" "))).toEqual({
    port: 8006,
    sshPort: 0,
    state: "s",
    journal: "j",
    readyFile: "r",
    world: { nodes: [{ name: "asus" }], storages: [] },
    timeScale: 0.5,
    seed: "x",
  });
});

test("faults are those of the file, then those of the line", () => {
  const file = join(folder, "faults.json");
  writeFileSync(file, '[{"fault":"latency","milliseconds":5}]');
  expect(parseOptions(["--fault", "drop,request=/version", "--faults", file, "--fault", "half-answer"])).toEqual({
    faults: [{ fault: "latency", milliseconds: 5 }, "drop,request=/version", "half-answer"],
  });
  writeFileSync(file, "{}");
  expect(refused("--faults", file)).toEqual({ message: `${file}: must be a list of faults`, status: 1 });
});

test("help names every option", () => {
  const { help = "" } = parseOptions(["--help"]);
  for (const option of ["port", "ssh-port", "state", "journal", "ready-file", "world", "time-scale", "seed"]) {
    expect(help).toContain(`--${option} <`);
  }
});

describe("wrong input is one line and status 1", () => {
  const broken = join(folder, "broken.json");
  writeFileSync(broken, "{nodes");

  test.each([
    [["--port", "70000"], "option '--port <number>' argument '70000' is invalid. Give a number from 0 to 65535."],
    [["--ssh-port", "x"], "option '--ssh-port <number>' argument 'x' is invalid. Give a number from 0 to 65535."],
    [
      ["--time-scale", "-1"],
      "option '--time-scale <factor>' argument '-1' is invalid. Give a number from 0 on, such as 0.1.",
    ],
    [["--prot", "1"], "unknown option '--prot' (Did you mean --port?)"],
    [["--state"], "option '--state <folder>' argument missing"],
    [["stray"], "too many arguments. Expected 0 arguments but got 1."],
    [["--world", join(folder, "none")], `${join(folder, "none")}: no such file or directory`],
    [["--world", folder], `${folder}: illegal operation on a directory`],
    [["--world", broken], expect.stringMatching(/broken\.json: not JSON: /)],
  ])("%j", (args, message) => {
    expect(refused(...args)).toEqual({ message, status: 1 });
  });
});

describe("what went wrong decides the status", () => {
  test.each([
    ["a port that is taken", { code: "EADDRINUSE", port: 8006 }, 4],
    ["a port that needs a privilege", { code: "EACCES", port: 443 }, 4],
    ["a path that cannot be used", { code: "EACCES", path: "/x" }, 1],
    ["a disk that is full", { code: "ENOSPC", path: "/x" }, 5],
    ["an error that says its status", { exitCode: 1 }, 1],
    ["anything else", {}, 5],
  ])("%s", (_name, properties, status) => {
    expect(outcomeOf(Object.assign(new Error("it failed"), properties)).status).toBe(status);
  });
});
