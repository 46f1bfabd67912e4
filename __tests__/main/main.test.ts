import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readStacks } from "../constructs/synth.ts";
import { checkout, copyOfHome, program } from "./program.ts";

let lab: string;
beforeEach(() => {
  lab = copyOfHome();
});
afterEach(() => rmSync(lab, { recursive: true }));

/** What a person writes for a new guest. */
const wiki = `kind: vm
id: 214
node: forge
image: alma9-k3s-optimized@v1.0.0
cores: 1
memory: 1GiB
disk: 20GiB
address: 192.168.88.64
`;

test("the home lab becomes its stacks, without a word", async () => {
  expect(await program(lab)).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  expect(Object.keys(readStacks(join(lab, "cdktf.out")))).toContain("k3s-single");
});

test("one more file is one more stack, and the others stay as they were", async () => {
  await program(lab);
  const before = readStacks(join(lab, "cdktf.out"));
  writeFileSync(join(lab, "personas/home/wiki.yaml"), wiki);
  await program(lab);
  const { wiki: added, ...after } = readStacks(join(lab, "cdktf.out"));
  expect(added?.output).toMatchObject({ ipv4: { value: "192.168.88.64" } });
  expect(after).toEqual(before);
});

test("a lab in another folder becomes the same bytes", async () => {
  const elsewhere = copyOfHome();
  await Promise.all([program(lab), program(elsewhere)]);
  const file = "cdktf.out/stacks/k3s-single/cdk.tf.json";
  expect(readFileSync(join(elsewhere, file), "utf8")).toBe(readFileSync(join(lab, file), "utf8"));
  rmSync(elsewhere, { recursive: true });
});

test("whoever reads meanwhile reads the old text to its end", async () => {
  await program(lab);
  const files = ["manifest.json", "stacks/cloudflared/cdk.tf.json"].map((name) => join(lab, "cdktf.out", name));
  const before = files.map((file) => readFileSync(file, "utf8"));
  const open = files.map((file) => openSync(file, "r"));
  const persona = join(lab, "personas/home/cloudflared.yaml");
  writeFileSync(persona, readFileSync(persona, "utf8").replace(/^memory: .*$/m, "memory: 768MiB"));
  writeFileSync(join(lab, "personas/home/wiki.yaml"), wiki);
  await program(lab);
  expect(open.map((file) => readFileSync(file, "utf8"))).toEqual(before);
  for (const [index, file] of files.entries()) expect(readFileSync(file, "utf8")).not.toBe(before[index]);
  open.forEach(closeSync);
});

test("several at once in a new folder all write their stacks and leave nothing else", async () => {
  const ends = await Promise.all(Array.from({ length: 6 }, () => program(lab)));
  expect(ends).toEqual(ends.map(() => ({ exitCode: 0, stdout: "", stderr: "" })));
  expect(readdirSync(join(lab, "cdktf.out")).sort()).toEqual(["manifest.json", "stacks"]);
});

test("wrong input is one line a fault, exit 1, and nothing is written", async () => {
  writeFileSync(join(lab, "personas/home/wiki.yaml"), wiki.replace("node: forge", "node: forgee"));
  const before = readdirSync(lab);
  const { exitCode, stdout, stderr } = await program(lab);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toMatch(/^personas\/home\/wiki\.yaml:3:7: .*forgee.*forge/);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(readdirSync(lab)).toEqual(before);
});

test("a file where the stacks are to be written is one line, and stays", async () => {
  writeFileSync(join(lab, "cdktf.out"), "mine");
  const { exitCode, stdout, stderr } = await program(lab);
  expect([exitCode, stdout, stderr]).toEqual([5, "", "cdktf.out is a file where a folder should be"]);
  expect(readFileSync(join(lab, "cdktf.out"), "utf8")).toBe("mine");
});

test("a site that does not exist is told by name", async () => {
  const { exitCode, stderr } = await program(lab, { SITE: "hom" });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^personas\/hom\/site\.yaml:1:1: does not exist.*home/);
  expect(existsSync(join(lab, "cdktf.out"))).toBe(false);
});

test("a changed source is read at the next run, although the program is kept as a bundle", async () => {
  const source = join(checkout, "constructs", "program.ts");
  await program(lab);
  const before = bundles();
  utimesSync(source, new Date(), new Date());
  await program(lab);
  expect(bundles().filter((file) => !before.includes(file))).toHaveLength(1);
  await program(lab);
  expect(bundles().filter((file) => !before.includes(file))).toHaveLength(1);
});

function bundles(): string[] {
  return readdirSync(join(checkout, "node_modules", ".cache", "strata"));
}
