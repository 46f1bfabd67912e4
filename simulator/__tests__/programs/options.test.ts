import { expect, test } from "@jest/globals";
import { parseOptions } from "../../src/programs/options.ts";
import { boolean, formatted, indexed, integer, list, optional, string } from "../../src/schema/schema.ts";

const fields = {
  vmid: integer(),
  memory: optional(integer()),
  onboot: optional(boolean()),
  name: optional(string()),
  delete: optional(formatted("pve-configid-list")),
  ip: optional(list(string())),
  "net[n]": indexed(4, string()),
  "extra-args": optional(list(string())),
};
const parse = (line: string, operands = ["vmid"]) =>
  parseOptions(line.split(" ").filter(Boolean), fields, { operands });

test("options and operands may stand in any order; `--` ends the options", () => {
  expect(parse("--memory 512 100 -name web")).toEqual({ vmid: "100", memory: "512", name: "web" });
  expect(parse("--name=a=b -- 100")).toEqual({ vmid: "100", name: "a=b" });
  expect(parse("100 -name -x")).toEqual({ vmid: "100", name: "-x" });
});

test("a boolean may stand alone and is written in several ways", () => {
  for (const line of ["--onboot", "--onboot 1", "--onboot=yes", "-onboot on", "--onboot TRUE"]) {
    expect(parse(`100 ${line}`)).toEqual({ vmid: "100", onboot: "1" });
  }
  expect(parse("100 --onboot no --name a")).toEqual({ vmid: "100", onboot: "0", name: "a" });
});

test("lists gather what is given several times; of others the last counts", () => {
  expect(parse("100 --delete a --delete b --name a --name b --ip x --ip y")).toEqual({
    vmid: "100",
    delete: "a,b",
    name: "b",
    ip: ["x", "y"],
  });
});

test("families of parameters are known up to their count", () => {
  expect(parse("100 --net3 virtio")).toEqual({ vmid: "100", net3: "virtio" });
  expect(() => parse("100 --net4 virtio")).toThrow("Unknown option: net4\n400 unable to parse option");
});

test("the last operand may take all that is left, with its options", () => {
  const operands = ["vmid", "extra-args"];
  expect(parse("100 ls -l --all", operands)).toEqual({ vmid: "100", "extra-args": ["ls", "-l", "--all"] });
  expect(parse("100 -- ls -l", operands)).toEqual({ vmid: "100", "extra-args": ["ls", "-l"] });
});

test("an option that needs an argument and has none is told", () => {
  expect(() => parse("100 --name")).toThrow("Option name requires an argument\n400 unable to parse option");
});
