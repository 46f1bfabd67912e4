import { expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { parseUpid, printUpid } from "../../src/tasks/upid.ts";
import { say, until } from "../../src/tasks/work.ts";
import { Api, withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

test("a UPID is the same after it was read and printed", () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
  const number = fc.nat(0xffff_ffff);
  const parts = fc.record({
    node: word,
    pid: number,
    pstart: number,
    starttime: number,
    type: word,
    id: word,
    user: fc.constant("root@pam!ci"),
  });
  fc.assert(fc.property(parts, (upid) => expect(parseUpid(printUpid(upid))).toEqual(upid)));
});

test.each([
  "",
  "UPID:pve:1:2:3:qmstart:100:root@pam:",
  "UPID:pve:0000108B:0001E240:68E9F0A0:qm/start:9000:root@pam:",
  "x".repeat(10_000),
])("%# is no UPID", async (text) => {
  await withSimulator(async (api) => {
    expect(parseUpid(text)).toBeUndefined();
    if (text !== "") expect((await api.get(`/nodes/pve/tasks/${encodeURIComponent(text)}/status`)).status).toBe(400);
  });
});

test("a task that never was has a log of one line, and no status", async () => {
  await withSimulator(async (api) => {
    const path = `/nodes/pve/tasks/${encodeURIComponent("UPID:pve:0000108B:0001E240:68E9F0A0:qmstart:9000:root@pam:")}`;
    expect(await api.get(`${path}/log`)).toMatchObject({
      status: 200,
      data: [{ n: 1, t: "unable to open file - No such file or directory" }],
      total: 1,
    });
    expect((await api.get(`${path}/status`)).errors).toEqual({ upid: "no such task" });
  });
});

test("a task takes simulated time, tells its log, and is found in the lists", async () => {
  await withSimulator(
    async (api) => {
      const { data: upid } = await api.post("/nodes/pve/qemu/9000/clone", { newid: 100, full: 1 });
      const path = `/nodes/pve/tasks/${encodeURIComponent(upid)}`;
      expect((await api.get(`${path}/status`)).data).toMatchObject({
        upid,
        type: "qmclone",
        id: "9000",
        user: "root@pam",
        tokenid: "simulator",
        status: "running",
      });
      expect((await api.get("/nodes/pve/tasks?source=active")).data).toMatchObject([{ upid, status: "RUNNING" }]);
      expect(await api.ended(upid)).toBe("OK");
      expect((await api.get(`${path}/log`)).data).toEqual([
        { n: 1, t: "creating a clone of VM 9000 with ID 100" },
        { n: 2, t: "create full clone of drive scsi0 (local-lvm:base-9000-disk-0)" },
        { n: 3, t: "transferred 0.0 B of 10G (0.00%)" },
        { n: 4, t: "transferred 10G of 10G (100.00%)" },
        { n: 5, t: "TASK OK" },
      ]);
      expect((await api.get("/nodes/pve/tasks")).data).toMatchObject([{ upid, status: "OK" }]);
      expect((await api.get("/cluster/tasks")).data).toMatchObject([{ upid, status: "OK" }]);
    },
    { world: lab, timeScale: 0.05 },
  );
});

test("a task that a fault fails, or warns, says so, and gives back what it held", async () => {
  await withSimulator(
    async (api, simulator) => {
      simulator.fault({
        fault: "task-fails",
        task: "qmclone:9000",
        text: "can't lock file '/var/lock/qemu-server/lock-9000.conf' - got timeout",
      });
      simulator.fault({ fault: "task-warns", task: "qmstart", text: "the fan is loud" });
      expect(await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: 100 })).toBe(
        "clone failed: can't lock file '/var/lock/qemu-server/lock-9000.conf' - got timeout",
      );
      expect(await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: 100 })).toBe("OK");
      expect(await api.task("POST", "/nodes/pve/qemu/100/status/start")).toBe("WARNINGS: 1");
    },
    { world: lab },
  );
});

test("others' tasks are closed to who may not look at the node", async () => {
  await withSimulator(
    async (api, simulator) => {
      const { data: upid } = await api.post("/nodes/pve/qemu/9000/clone", { newid: 100 });
      await api.post("/access/users", { userid: "guest@pve" });
      const { data } = await api.post("/access/users/guest@pve/token/look", { privsep: 0 });
      const guest = new Api(simulator, { Authorization: `PVEAPIToken=guest@pve!look=${data.value}` });
      expect(await guest.get(`/nodes/pve/tasks/${upid}/status`)).toMatchObject({
        status: 403,
        reason: "Permission check failed (/nodes/pve, Sys.Audit)",
      });
      expect((await guest.get("/nodes/pve/tasks")).data).toEqual([]);
      guest.close();
    },
    { world: lab },
  );
});

test("work that waits for something real goes no further once the simulator has ended", async () => {
  let happen = (): void => {};
  const something = new Promise<void>((resolve) => {
    happen = resolve;
  });
  let done = false;
  await withSimulator(async (_, { cluster }) => {
    cluster.tasks.background(
      (function* () {
        yield* until(something);
        done = true;
      })(),
    );
  });
  happen();
  await something;
  await new Promise(setImmediate);
  expect(done).toBe(false);
});

test("a mistake of the program inside a task is shown, not only told to the client", async () => {
  const shown = jest.spyOn(console, "error").mockImplementation(() => {});
  try {
    await withSimulator(async (_, { cluster }) => {
      cluster.tasks.background(
        (function* () {
          yield* say("about to go wrong");
          throw new TypeError("nothing is not a function");
        })(),
      );
    });
    expect(shown).toHaveBeenCalledWith(new TypeError("nothing is not a function"));
  } finally {
    shown.mockRestore();
  }
});
