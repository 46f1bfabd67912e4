import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Disk } from "../../src/store/disk.ts";
import { slice } from "../../src/store/slice.ts";
import { State } from "../../src/store/state.ts";
import { withSimulator } from "../api.ts";

const numbers = slice<{ value: number }>("numbers");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "state-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (state: State, key: string, value: number) => state.change(() => state.table(numbers).put(key, { value }));
const read = () => {
  const state = new State();
  const disk = Disk.open(folder, state);
  const entries = Object.fromEntries([...state.table(numbers).entries()].map(([key, { value }]) => [key, value]));
  return { state, disk, entries };
};
/** Ends as a kill does: the lock is left, nothing is folded. */
const kill = (): void => rmSync(join(folder, "lock"));

test("what was changed is there again, also after an end without a farewell", () => {
  const first = read();
  put(first.state, "a", 1);
  put(first.state, "a", 2);
  kill();
  const second = read();
  expect(second.entries).toEqual({ a: 2 });
  put(second.state, "b", 3);
  second.disk.close();
  expect(read().entries).toEqual({ a: 2, b: 3 });
});

test("a half line at the end, cut by a kill, is dropped and the next change is whole", () => {
  const first = read();
  put(first.state, "a", 1);
  kill();
  appendFileSync(join(folder, "log-0.jsonl"), '[["numbers","b",{"val');
  const second = read();
  expect(second.entries).toEqual({ a: 1 });
  put(second.state, "c", 3);
  kill();
  expect(read().entries).toEqual({ a: 1, c: 3 });
});

test("a long log is folded into the snapshot and begins anew", () => {
  const { state } = read();
  const text = "x".repeat(100_000);
  for (let index = 0; index < 200; index += 1) {
    state.change(() => state.table(slice<string>("texts")).put(index % 10, text));
  }
  expect(readdirSync(folder).filter((name) => name.startsWith("log-"))).toHaveLength(1);
  expect(existsSync(join(folder, "snapshot.json"))).toBe(true);
  kill();
  expect(read().state.table(slice<string>("texts")).size).toBe(10);
});

test("a folder that another simulator uses is refused, and free again when that one is gone", () => {
  const first = read();
  expect(() => read()).toThrow(
    `${folder}: in use by another simulator (process ${process.pid}); end that one, or use another folder`,
  );
  first.disk.close();
  writeFileSync(join(folder, "lock"), JSON.stringify({ pid: 999_999_999, started: "1" }));
  expect(() => read().disk.close()).not.toThrow();
});

test("a folder of a newer version is refused and left as it is", () => {
  const newer = JSON.stringify({ version: 2, log: 0, records: [] });
  writeFileSync(join(folder, "snapshot.json"), newer);
  expect(() => read()).toThrow(
    "written by a newer simulator (format 2, this one knows 1); use that one, or another folder",
  );
  expect(readFileSync(join(folder, "snapshot.json"), "utf8")).toBe(newer);
  expect(readdirSync(folder)).toEqual(["snapshot.json"]);
});

test("a file in the folder's place is refused in one line", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  expect(() => Disk.open(file, new State())).toThrow(`${file}: is a file; give a folder for the state`);
});

test("a cluster goes on where it was: guests, tokens, tickets' secret, and nothing half made", async () => {
  let token = "";
  await withSimulator(
    async (api, simulator) => {
      token = simulator.apiToken;
      await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: 100 });
      await api.task("POST", "/nodes/pve/qemu/100/status/start");
      simulator.fault({ fault: "task-hangs", task: "qmclone" });
      await api.post("/nodes/pve/qemu/9000/clone", { newid: 101 });
    },
    { state: folder },
  );
  await withSimulator(
    async (api, simulator) => {
      expect(simulator.apiToken).toBe(token);
      expect(
        (await api.get("/nodes/pve/qemu")).data.map(({ vmid, status }: { vmid: number; status: string }) => [
          vmid,
          status,
        ]),
      ).toEqual([
        [9000, "stopped"],
        [100, "running"],
      ]);
      const tasks = (await api.get("/nodes/pve/tasks?source=all&typefilter=qmclone")).data;
      expect(tasks.map(({ status }: { status: string }) => status)).toEqual(["unexpected status", "OK"]);
    },
    { state: folder },
  );
});
