import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { App } from "cdktf";
import { labStacks } from "../../constructs/stacks/lab-stacks.ts";
import { tofu, toolchainTimeout } from "../tofu.ts";
import { guest, lab, local } from "./lab.ts";

const runcmd = ["echo ${HOME} $${twice} %{ if } 100%"];
const withUserData = guest({ userData: { content: { runcmd }, storage: local } });
const cluster = guest({ name: "k3s-single", kind: "k3s", id: 210, protect: true });

let root: string;
const folder = (stack: string) => join(root, "cdktf.out", "stacks", stack);

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "strata-tofu-"));
  const app = new App({ outdir: join(root, "cdktf.out"), stackTraces: false });
  labStacks(app, lab([withUserData, cluster]));
  app.synth();
  for (const stack of ["gitea", "k3s-single"]) await tofu(folder(stack), ["init", "-input=false"]);
}, toolchainTimeout);

afterAll(() => rmSync(root, { recursive: true }));

test.each(["gitea", "k3s-single"])("the real OpenTofu finds %s valid, and warns of nothing", async (stack) => {
  const { valid, diagnostics } = JSON.parse(await tofu(folder(stack), ["validate", "-json"]));
  expect({ valid, diagnostics }).toEqual({ valid: true, diagnostics: [] });
});

test("a first plan needs neither Proxmox nor SSH key, and holds the person's text as it was written", async () => {
  const token = "strata@pve!strata=00000000-0000-4000-8000-000000000000";
  const variables = { PROXMOX_VE_API_TOKEN: token, TF_VAR_proxmox_ssh_key_file: join(root, "no-such-key") };
  await tofu(folder("gitea"), ["plan", "-input=false", "-out=plan"], variables);
  const plan = await tofu(folder("gitea"), ["show", "-json", "plan"]);
  const { resources } = JSON.parse(plan).planned_values.root_module;
  const snippet = resources.find(({ type }: { type: string }) => type === "proxmox_virtual_environment_file");
  expect(snippet.values.source_raw[0].data).toContain(runcmd[0]);
  expect(plan).not.toContain(token);
});
