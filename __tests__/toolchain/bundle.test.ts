import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { execa } from "execa";
import { loadLab } from "../../model/load.ts";

const origin = fileURLToPath(new URL("../..", import.meta.url));
let checkout: string;

/** A checkout of its own: the sources are copied, and each package is a link to where it is installed. */
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), "strata-checkout-"));
  const sources = ["model", "providers", "constructs", "toolchain", "scripts", "simulator/src", "personas", "images"];
  for (const part of ["main.ts", "package.json", ...sources])
    cpSync(join(origin, part), join(checkout, part), { recursive: true });
  mkdirSync(join(checkout, "node_modules"));
  for (const name of readdirSync(join(origin, "node_modules")))
    if (!name.startsWith(".")) symlinkSync(join(origin, "node_modules", name), join(checkout, "node_modules", name));
});
afterEach(() => rmSync(checkout, { recursive: true }));

const cache = () => join(checkout, "node_modules/.cache/strata");
const strata = (...words: string[]) =>
  execa(process.execPath, [join(checkout, "scripts/strata.mjs"), ...words], {
    cwd: checkout,
    // Node colours a stack where this is set, also in a pipe.
    env: { FORCE_COLOR: "0" },
    reject: false,
  });

const synth = (env: Record<string, string> = {}) =>
  execa(process.execPath, ["toolchain/run.mjs", "main.ts"], {
    cwd: checkout,
    env: { FORCE_COLOR: "0", CDKTF_OUTDIR: join(checkout, "cdktf.out"), ...env },
    reject: false,
  });

/** Puts a line of source before the first that contains `mark`; gives back its number. */
function insert(file: string, mark: string, line: string): number {
  const path = join(checkout, file);
  const lines = readFileSync(path, "utf8").split("\n");
  const at = lines.findIndex((each) => each.includes(mark));
  lines.splice(at, 0, line);
  writeFileSync(path, lines.join("\n"));
  return at + 1;
}

/** A start makes a bundle first, or reads each source. */
jest.setTimeout(120_000);

test("four that start at once make one bundle, and each of them works", async () => {
  const ends = await Promise.all([1, 2, 3, 4].map(() => strata("synth")));
  expect(ends.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(ends.map(() => [0, ""]));
  expect(readdirSync(cache())).toHaveLength(1);
});

test("where no bundle can be kept, the sources are read as they are", async () => {
  mkdirSync(join(checkout, "node_modules/.cache"));
  writeFileSync(cache(), "no folder");
  const stacks = ["access", "images", "platform", ...loadLab(checkout, "home").guests.map(({ name }) => name)].sort();
  const stdout = `${stacks.length} stacks: ${stacks.join(", ")}`;
  expect(await strata("synth")).toMatchObject({ exitCode: 0, stdout, stderr: "" });
});

test("a source knows where it stands, and not where the bundle does", async () => {
  insert("scripts/commands/synth.ts", "export default", "process.stdout.write(`${import.meta.url}\\n`);");
  const { stdout } = await strata("synth", "--help");
  expect(stdout).toMatch(new RegExp(`^file://${checkout}/scripts/commands/synth\\.ts$`, "m"));
});

test("what a source throws is told with its own file and line", async () => {
  const line = insert("scripts/commands/synth.ts", "await synth(", '    await Promise.reject(new Error("torn"));');
  const { exitCode, stderr } = await strata("synth");
  expect(exitCode).not.toBe(0);
  expect(stderr).toMatch(new RegExp(`torn\\n +at .*${checkout}/scripts/commands/synth\\.ts:${line}:`));
});

test("what a source of the program throws is told with its own file and line", async () => {
  const line = insert(
    "constructs/stacks/lab-stacks.ts",
    "for (const guest of lab.guests)",
    '  if (Date.now() > 0) throw new Error("torn");',
  );
  const [first, second] = [await synth(), await synth()];
  for (const { exitCode, stderr } of [first, second]) {
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(new RegExp(`torn\\n +at .*${checkout}/constructs/stacks/lab-stacks\\.ts:${line}:`));
  }
});

test("what V8 made of the program is kept, made again where it is spoilt, and asks a Packer it has not seen", async () => {
  await synth();
  const [bundle] = readdirSync(cache());
  const kept = join(cache(), bundle as string, "constructs/program.cjs.v8");
  const whole = readFileSync(kept);
  writeFileSync(kept, whole.subarray(0, 1000));
  expect(await synth()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(readFileSync(kept).length).toBeGreaterThan(whole.length / 2);
  const tools = join(checkout, "tools");
  mkdirSync(tools);
  writeFileSync(join(tools, "packer"), "#!/bin/sh\necho Packer v1.9.9\n", { mode: 0o755 });
  expect(await synth({ PATH: `${tools}:${process.env.PATH}` })).toMatchObject({ exitCode: 0, stderr: "" });
});

test("a source that cannot be read is told with its own file and line", async () => {
  const line = insert("scripts/stack/synth.ts", "const runner", "const = 3;");
  expect((await strata("synth")).stderr).toContain(`${checkout}/scripts/stack/synth.ts:${line}:`);
});
