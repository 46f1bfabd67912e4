import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { jsonSchemas } from "../../../model/schemas/all.ts";
import { preflight } from "../../../scripts/preflight/preflight.ts";
import { shell, yaml } from "../../../scripts/preflight/steps/linters.ts";
import { published } from "../../../scripts/preflight/steps/published.ts";
import { findOnPath } from "../../../toolchain/programs.ts";
import { resolveToolchain } from "../../../toolchain/resolve.ts";
import { testNeeding } from "../../needs.ts";
import { toolchainTimeout } from "../../tofu.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));
const path = process.env.PATH;
let root: string;

/** A small checkout: the home lab, one TypeScript file, one shell script. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "strata-preflight-test-"));
  for (const part of ["personas/home", "published/home", "images", "biome.json"])
    cpSync(join(checkout, part), join(root, part), { recursive: true });
  write("tsconfig.json", '{ "compilerOptions": { "strict": true, "noEmit": true, "types": [] } }\n');
  write("answer.ts", "export const answer: number = 42;\n");
  write("run.sh", "#!/bin/sh\necho ready\n");
  for (const [name, schema] of Object.entries(jsonSchemas()))
    write(`schemas/${name}.json`, `${JSON.stringify(schema, null, 2)}\n`);
  write(".gitignore", "bin/\n");
  execFileSync("git", ["init", "--quiet"], { cwd: root });
});

afterEach(() => {
  process.env.PATH = path;
  rmSync(root, { recursive: true });
});

function write(file: string, text: string, mode = 0o644): void {
  mkdirSync(join(root, file, ".."), { recursive: true });
  writeFileSync(join(root, file), text, { mode });
}

/** Every file below the root with the hash of its content. */
function listing(): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((file) => `${file} ${createHash("sha256").update(readFileSync(file)).digest("hex")}`)
    .sort();
}

/** How many shell scripts there are below the root. */
function shellScripts(): number {
  return listing().filter((line) => /\.sh [0-9a-f]{64}$/.test(line)).length;
}

async function judged(): Promise<Record<string, string>> {
  const findings = await preflight(root);
  return Object.fromEntries(findings.map(({ name, status, detail }) => [name, `${status}: ${detail}`]));
}

/** Puts a program of this name first on PATH, in place of one that the machine may have or lack. */
function onPath(program: string, script: string): void {
  write(`bin/${program}`, `#!/bin/sh\n${script}\n`, 0o755);
  process.env.PATH = `${join(root, "bin")}:${path}`;
}

test(
  "a checkout in order passes, and not a byte of it is written",
  async () => {
    await resolveToolchain();
    onPath("yamllint", "exit 0");
    onPath("shellcheck", "exit 0");
    const before = listing();
    expect(await judged()).toEqual({
      format: "pass: biome",
      lint: "pass: biome",
      types: "pass: tsc",
      files: "pass: home",
      schemas: "pass: up to date",
      published: "pass: up to date",
      validate: expect.stringMatching(/^pass: \d+ stacks?, (OpenTofu|Terraform)$/),
      yaml: expect.stringMatching(/^pass: yamllint, \d+ files$/),
      shell: `pass: shellcheck, ${shellScripts()} files`,
    });
    expect(listing()).toEqual(before);
  },
  toolchainTimeout,
);

test("each thing that is wrong has a line that names the first place and the command that shows all", async () => {
  write("crooked.ts", "export const  crooked = {a:1}\n");
  write("unused.ts", 'import { answer } from "./answer.ts";\n');
  write("schemas/site.json", "{}\n");
  write("wrong.ts", 'export const wrong: number = "42";\n');
  write("personas/home/k3s-single.yaml", "kind: k3s\nid: 210\n");
  onPath("shellcheck", "echo 'In run.sh line 2:'; exit 1");
  const before = listing();
  const found = await judged();
  expect(found).toMatchObject({
    format: expect.stringMatching(/^fail: crooked\.ts.*; `npx biome format \.` shows all$/),
    lint: expect.stringMatching(/^fail: unused\.ts:1:8 .*; `npx biome check --formatter-enabled=false \.` shows all$/),
    types: expect.stringMatching(/^fail: \w+\.ts\(\d+,\d+\): error TS\d+: .*; `npx tsc --noEmit` shows all$/),
    files: expect.stringMatching(
      /^fail: personas\/home\/k3s-single\.yaml:\d+:\d+: .*\(`strata synth --site home` names all/,
    ),
    schemas: "fail: schemas/site.json is not what the model says; run `strata schemas`",
    published: "not checked: needs files, which did not pass",
    validate: "not checked: needs files, which did not pass",
    shell: "fail: In run.sh line 2:; `shellcheck images/alma9-k3s-optimized/scripts/k3s.sh …` shows all",
  });
  expect(listing()).toEqual(before);
});

test("what others read of a site is held against its files, where it is published", async () => {
  const asked = { root, scratch: root, sites: ["home"] };
  write("published/home/hosts", "");
  expect(await published.run(asked)).toMatchObject({
    status: "fail",
    detail: "published/home/hosts is not what personas/home/ says; run `strata publish --site home`",
  });
  rmSync(join(root, "published"), { recursive: true });
  expect(await published.run(asked)).toMatchObject({ status: "not checked", detail: "there is no published/ here" });
});

test("a linter that the machine lacks is named as not checked", async () => {
  // Node and Git are needed, and may lie beside the linters: so these are taken from a folder of their own.
  mkdirSync(join(root, "bin"));
  for (const program of ["git", "node"]) {
    const real = execFileSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).trim();
    write(`bin/${program}`, `#!/bin/sh\nexec "${real}" "$@"\n`, 0o755);
  }
  process.env.PATH = join(root, "bin");
  expect(await judged()).toMatchObject({
    yaml: "not checked: there is no yamllint on PATH",
    shell: "not checked: there is no shellcheck on PATH",
  });
});

for (const [check, program] of [
  [yaml, "yamllint"],
  [shell, "shellcheck"],
] as const) {
  const present = (await findOnPath(program, process.env)) !== undefined;
  testNeeding(program, present)(`this checkout passes ${program}`, async () => {
    expect(await check.run({ root: checkout, scratch: root, sites: ["home"] })).toMatchObject({ status: "pass" });
  });
}
