import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { Api } from "../api.ts";

const program = fileURLToPath(new URL("../../bin/proxmox-simulator.mjs", import.meta.url));
/** Kills in a run; a long run sets SIMULATOR_KILLS=200. */
const kills = Number(process.env.SIMULATOR_KILLS ?? 20);
/** Where the moments come from; printed when one fails. */
const seed = Number(process.env.SIMULATOR_KILL_SEED ?? Date.now() % 100_000);

interface Running {
  readonly child: ChildProcess;
  readonly api: Api;
}

async function start(folder: string): Promise<Running> {
  const ready = join(folder, "ready.json");
  rmSync(ready, { force: true });
  const words = [program, "--state", join(folder, "state"), "--ready-file", ready, "--time-scale", "0"];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "ignore", "inherit"] });
  while (!existsSync(ready)) {
    if (child.exitCode !== null) throw new Error(`the simulator ended with ${child.exitCode} (seed ${seed})`);
    await sleep(10);
  }
  const { endpoint, apiToken, caFile } = JSON.parse(readFileSync(ready, "utf8"));
  return { child, api: new Api({ url: `${endpoint}/api2/json`, apiToken, caFile }) };
}

/** What was answered last under each name, and what was sent but not answered when the kill came. */
interface Ledger {
  readonly answered: Map<string, string>;
  readonly sent: Map<string, string>;
}

/** Writes without a pause until the connection breaks. */
async function write({ api }: Running, name: string, { answered, sent }: Ledger, first: number): Promise<void> {
  for (let count = first; ; count += 1) {
    const value = `${count}`;
    sent.set(name, value);
    try {
      const { status } = await api.put("/pools", { poolid: name, comment: value });
      expect(status).toBe(200);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== undefined) return;
      throw error;
    }
    answered.set(name, value);
  }
}

test(
  `whenever it is killed, what was answered is there again (${kills} kills)`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "kill-"));
    const ledger: Ledger = { answered: new Map(), sent: new Map() };
    const names = ["a", "b", "c", "d"];
    let random = seed;
    let running = await start(folder);
    try {
      for (const name of names) await running.api.post("/pools", { poolid: name });
      for (let round = 0; round < kills; round += 1) {
        random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
        const writers = names.map((name) => write(running, name, ledger, round * 1_000_000));
        await sleep(random % 150);
        running.child.kill("SIGKILL");
        await Promise.all([...writers, once(running.child, "exit")]);
        running.api.close();
        running = await start(folder);
        const { data } = await running.api.get("/pools");
        for (const { poolid, comment = "" } of data as { poolid: string; comment?: string }[]) {
          const possible = [ledger.answered.get(poolid) ?? "", ledger.sent.get(poolid) ?? ""];
          expect({ seed, round, possible }).toEqual({ seed, round, possible: expect.arrayContaining([comment]) });
          ledger.answered.set(poolid, comment);
        }
        expect(data).toHaveLength(names.length);
      }
    } finally {
      running.api.close();
      running.child.kill("SIGTERM");
      await once(running.child, "exit");
      rmSync(folder, { recursive: true, force: true });
    }
  },
  30_000 + kills * 5_000,
);
