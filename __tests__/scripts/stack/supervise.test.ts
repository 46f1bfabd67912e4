import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { lockFile, readInstances } from "../../../scripts/stack/state.ts";
import { supervise } from "../../../scripts/stack/supervise.ts";
import { SmallStack } from "./small-stack.ts";

const here = dirname(fileURLToPath(import.meta.url));
let small: SmallStack;
beforeEach(() => {
  small = new SmallStack();
});
afterEach(() => small.remove());

const shell = (script: string) => ({
  command: "/bin/sh",
  arguments: ["-c", script],
  folder: small.root,
  environment: {},
});

/** The id a script wrote, once it has; it is alive as long as a signal 0 reaches it. */
async function pidIn(name: string): Promise<number> {
  const file = join(small.root, name);
  for (let i = 0; i < 1200 && !(existsSync(file) && readFileSync(file, "utf8").trim()); i++) await sleep(50);
  return Number(readFileSync(file, "utf8"));
}

/** Running, and no zombie that only its parent has yet to notice. */
function lives(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

describe("a supervised child", () => {
  test("gives its exit code and what it printed, line by line", async () => {
    const lines: string[] = [];
    const ended = await supervise({
      ...shell("echo a; echo b; echo c >&2; exit 3"),
      onLine: (line) => lines.push(line),
    });
    expect(ended).toEqual({ code: 3, stdout: "a\nb\n", stderr: "c\n", interrupted: false, killed: false });
    expect(lines).toEqual(["a", "b"]);
  });

  test("is seen through where its log takes no more, as on a full disk", async () => {
    const ended = await supervise({ ...shell("echo a; sleep 0.3; echo b; exit 3"), log: "/dev/full" });
    expect(ended).toMatchObject({ code: 3, stdout: "a\nb\n" });
  });

  test("that cannot be started is an error of its own", async () => {
    await expect(supervise({ ...shell(""), command: "/nothing/here" })).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("leaves nothing behind: not in the background, not in another session, not deaf to signals", async () => {
    const script = `
      sleep 300 & echo $! > background
      setsid sh -c 'trap "" TERM INT HUP; echo $$ > deaf; while :; do sleep 1; done' &
      while [ ! -s deaf ]; do sleep 0.05; done`;
    await supervise(shell(script));
    expect([lives(await pidIn("background")), lives(await pidIn("deaf"))]).toEqual([false, false]);
  });
});

describe("Ctrl-C during an apply", () => {
  let applying: ChildProcess;
  let said = "";

  function apply(): void {
    said = "";
    applying = spawn(process.execPath, ["--import", "tsx", join(here, "apply-small.ts"), small.root]);
    applying.stdout?.on("data", (data) => {
      said += String(data);
    });
  }

  afterEach(() => {
    applying.kill("SIGKILL");
  });

  async function ended(): Promise<number> {
    const [code] = (await once(applying, "exit")) as [number];
    return code;
  }

  test("ends a local-exec that ignores signals, keeps the state and unlocks it; the next run continues", async () => {
    const deaf = `trap '' INT TERM HUP; echo $$ > ${small.root}/deaf; while :; do sleep 1; done`;
    small.write({ done: { input: 1 }, deaf: `sh -c "${deaf.replaceAll("$", "\\$")}"` });
    apply();
    const pid = await pidIn("deaf");
    expect(lives(pid)).toBe(true);
    applying.kill("SIGINT");
    expect(await ended()).toBe(5);
    expect(said).toMatch(/^small: apply was stopped; the state is saved and unlocked; run the same command again/);
    expect(lives(pid)).toBe(false);
    const { stateFile } = (await small.open()).json;
    expect(existsSync(lockFile(stateFile))).toBe(false);
    expect(await readInstances(stateFile)).toEqual([
      { address: "terraform_data.deaf", tainted: true },
      { address: "terraform_data.done", tainted: false },
    ]);

    small.write({ done: { input: 1 }, deaf: "true" });
    apply();
    expect(await ended()).toBe(0);
    expect(await readInstances(stateFile)).toEqual([
      { address: "terraform_data.deaf", tainted: false },
      { address: "terraform_data.done", tainted: false },
    ]);
  });

  test("that arrives twice at once, as npm passes it on, counts once", async () => {
    small.write({ slow: `echo $$ > ${small.root}/slow; exec sleep 300` });
    apply();
    await pidIn("slow");
    applying.kill("SIGINT");
    applying.kill("SIGINT");
    expect(await ended()).toBe(5);
    expect(said).toMatch(/the state is saved and unlocked/);
  });

  test("a terminated session counts the same", async () => {
    small.write({ slow: `echo $$ > ${small.root}/slow; exec sleep 300` });
    apply();
    await pidIn("slow");
    applying.kill("SIGHUP");
    expect(await ended()).toBe(5);
  });
});
