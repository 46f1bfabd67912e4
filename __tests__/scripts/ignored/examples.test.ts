import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import { expect, test } from "@jest/globals";
import { App } from "cdktf";
import { labStacks } from "../../../constructs/stacks/lab-stacks.ts";
import { loadLab } from "../../../model/load.ts";
import { rolePrivileges } from "../../../model/privileges.ts";
import { lab } from "../target/lab.ts";

const example = (file: string) =>
  readFileSync(fileURLToPath(new URL(`../../../${file}`, import.meta.url)), "utf8").split("\n");

test("terraform.tfvars.example gives a value to each variable that a stack declares, and to no other", () => {
  const outdir = mkdtempSync(join(tmpdir(), "strata-example-"));
  try {
    const app = new App({ outdir, stackTraces: false });
    labStacks(app, lab());
    app.synth();
    const { variable } = JSON.parse(readFileSync(join(outdir, "stacks/k3s-single/cdk.tf.json"), "utf8"));
    const given = example("terraform.tfvars.example").flatMap((line) => /^(\w+) =/.exec(line)?.[1] ?? []);
    expect(given.sort()).toEqual(Object.keys(variable).sort());
  } finally {
    rmSync(outdir, { recursive: true });
  }
});

test.each([
  "terraform.tfvars.example",
  "secrets/home.env.example",
])("%s says TODO beside each value to put in", (file) => {
  const values = example(file).filter((line) => /^[^#]*=.*(TODO|CHANGEME)/.test(line));
  expect(values.length).toBeGreaterThan(0);
  for (const line of values) expect(line).toMatch(/# TODO: \S/);
});

test("the example of a secrets file holds a placeholder, which is refused on its way to a host", () => {
  expect(parseEnv(example("secrets/home.env.example").join("\n"))).toEqual({
    PROXMOX_VE_API_TOKEN: "TODO",
    STRATA_STATE_PASSPHRASE: "TODO",
  });
});

test("the role that the example of a secrets file makes has each privilege that the stacks need, and no other", () => {
  const text = example("secrets/home.env.example").join(" ");
  const role = /role add Strata --privs "([^"]*)"/.exec(text)?.[1] ?? "";
  const named = role.split(/[\s#\\]+/);
  expect(named.sort()).toEqual(rolePrivileges(loadLab(fileURLToPath(new URL("../../..", import.meta.url)), "home")));
});
