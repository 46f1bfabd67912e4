import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Random } from "../../src/kernel/random.ts";
import { Api } from "../api.ts";
import { announce, inFull, seed } from "../effort.ts";

const program = fileURLToPath(new URL("../../bin/proxmox-simulator.mjs", import.meta.url));
const writer = fileURLToPath(new URL("./writer.mjs", import.meta.url));
const kills = inFull(200, 20);
/** Changes that are answered between two kills, at the most. */
const changes = 60;

let folder: string;
const children = new Set<ChildProcess>();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kill-"));
});
afterEach(async () => {
  for (const child of children) {
    child.kill("SIGKILL");
    await ended(child);
  }
  rmSync(folder, { recursive: true, force: true });
});

function run(...words: string[]): ChildProcess {
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

const ended = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode;
};

async function startSimulator(): Promise<{ child: ChildProcess; api: Api }> {
  const ready = join(folder, "ready.json");
  rmSync(ready, { force: true });
  const child = run(program, "--state", join(folder, "state"), "--ready-file", ready, "--time-scale", "0");
  while (!existsSync(ready)) {
    if (child.exitCode !== null) throw new Error(`the simulator ended with ${child.exitCode}`);
    await sleep(10);
  }
  const { endpoint, apiToken, caFile } = JSON.parse(readFileSync(ready, "utf8"));
  return { child, api: new Api({ url: `${endpoint}/api2/json`, apiToken, caFile }) };
}

/** What a writer said of each thing: answered last, and sent last. */
class Ledger {
  readonly done = new Map<string, string>();
  readonly sent = new Map<string, string>();
  answered = 0;
  #rest = "";

  /** What may stand there: the last that was answered, and what was sent after it. */
  of(name: string): [string, string] {
    return [this.done.get(name) ?? "-", this.sent.get(name) ?? "-"];
  }

  take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const [what, name = "", value = ""] = line.split(" ");
      this.sent.set(name, value);
      if (what !== "done") continue;
      this.done.set(name, value);
      this.answered += 1;
    }
  }
}

/** What is there, in the writer's words. */
async function found(api: Api, ledger: Ledger): Promise<Map<string, string>> {
  const pool = (await api.get("/pools?poolid=pool")).data[0].comment as string | undefined;
  const users = (await api.get("/access/users")).data as { userid: string; comment?: string }[];
  const machine = await api.get("/nodes/pve/qemu/100/config");
  return new Map([
    ["pool", pool?.split(" ")[0] ?? "-"],
    ["user", users.find(({ userid }) => userid === "user@pve")?.comment ?? "-"],
    ["machine", machine.status === 200 ? String(machine.data.description).trim() : "-"],
    ["file", await fileFound(api, ledger.of("file"))],
  ]);
}

/** What the writer uploads under a number. */
const fileOf = (count: string): string => `${count}\n`.padEnd(1_000 + (Number(count) % 1_000_000), "x");

/** Whether the simulator keeps the very bytes of a number. */
function isKept(number: string): boolean {
  const sha256 = createHash("sha256").update(fileOf(number)).digest("hex");
  const path = join(folder, "state", "bytes", sha256);
  return existsSync(path) && readFileSync(path, "utf8") === fileOf(number);
}

/** The number whose bytes the simulator keeps; two numbers may be of one size. */
async function fileFound(api: Api, numbers: readonly string[]): Promise<string> {
  const { status, data } = await api.get("/nodes/pve/storage/local/content/local:iso%2Ffile.iso");
  if (status !== 200) return "-";
  const ofSize = numbers.filter((text) => text !== "-" && fileOf(text).length === data.size);
  if (ofSize.length === 0) return `a file of ${data.size} bytes`;
  return ofSize.find(isKept) ?? "a file without its bytes";
}

test(
  `a simulator that is killed ${kills} times while it is written to has every change that was answered`,
  async () => {
    announce("durability");
    const random = new Random(`kill ${seed}`);
    const ledger = new Ledger();
    let simulator = await startSimulator();
    await simulator.api.post("/pools", { poolid: "pool" });
    for (let round = 0; round < kills; round += 1) {
      const client = run(writer, join(folder, "ready.json"), String(round * 1_000_000));
      client.stdout?.on("data", (chunk: Buffer) => ledger.take(chunk.toString()));
      const enough = ledger.answered + 1 + random.below(changes);
      while (ledger.answered < enough && client.exitCode === null) await sleep(random.below(3));
      simulator.child.kill("SIGKILL");
      await ended(simulator.child);
      expect(await ended(client)).toBe(0);
      simulator.api.close();
      simulator = await startSimulator();
      for (const [name, value] of await found(simulator.api, ledger)) {
        expect([round, name, ledger.of(name)]).toEqual([round, name, expect.arrayContaining([value])]);
        ledger.done.set(name, value);
      }
    }
    simulator.api.close();
    simulator.child.kill("SIGTERM");
    expect(await ended(simulator.child)).toBe(0);
  },
  inFull(3_600_000, 600_000),
);
