import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";

const nightly = { id: "nightly", schedule: "02:30", storage: "local", all: 1 };

test("a job reads back with its property strings taken apart, and says when it runs next", async () => {
  await withSimulator(async (api) => {
    const given = { ...nightly, "prune-backups": "keep-last=3,keep-weekly=2", fleecing: "enabled=1,storage=local-lvm" };
    expect(await api.post("/cluster/backup", given)).toMatchObject({ status: 200, data: null });
    const job = {
      id: "nightly",
      type: "vzdump",
      enabled: 1,
      schedule: "02:30",
      storage: "local",
      all: 1,
      "prune-backups": { "keep-last": "3", "keep-weekly": "2" },
      fleecing: { enabled: 1, storage: "local-lvm" },
    };
    expect((await api.get("/cluster/backup/nightly")).data).toEqual(job);
    const next = Date.UTC(2026, 0, 1, 2, 30) / 1000;
    expect((await api.get("/cluster/backup")).data).toEqual([{ ...job, "next-run": next }]);
  });
});

test("the words of old become a schedule, and a job without id gets one", async () => {
  await withSimulator(async (api) => {
    await api.post("/cluster/backup", { starttime: "04:00", dow: "mon,fri", vmid: "9000" });
    const [job] = (await api.get("/cluster/backup")).data;
    expect(job).toMatchObject({ schedule: "mon,fri 04:00", vmid: "9000" });
    expect(job.id).toMatch(/^[0-9a-f-]{36}$/);
  });
});

test("naming guests ends taking all, and taking all ends naming guests", async () => {
  await withSimulator(async (api) => {
    await api.post("/cluster/backup", { ...nightly, exclude: "100" });
    await api.put("/cluster/backup/nightly", { vmid: "9000,9001" });
    const named = (await api.get("/cluster/backup/nightly")).data;
    expect([named.vmid, named.all, named.exclude]).toEqual(["9000,9001", undefined, undefined]);
    await api.put("/cluster/backup/nightly", { all: 1 });
    const all = (await api.get("/cluster/backup/nightly")).data;
    expect([all.vmid, all.all]).toEqual([undefined, 1]);
  });
});

const refusals: [string, (api: Api) => Promise<unknown>, Record<string, unknown>][] = [
  [
    "a job that takes nothing",
    (api) => api.post("/cluster/backup", { schedule: "02:30" }),
    { status: 400, errors: { vmid: "property is missing" } },
  ],
  [
    "a job without a time",
    (api) => api.post("/cluster/backup", { all: 1 }),
    { status: 400, errors: { schedule: "neither 'starttime' nor 'schedule' were set" } },
  ],
  [
    "guests beside all",
    (api) => api.post("/cluster/backup", { ...nightly, id: "other", vmid: "100" }),
    { status: 400, errors: { all: "option conflicts with option 'vmid'" } },
  ],
  [
    "an id that is taken",
    (api) => api.post("/cluster/backup", nightly),
    { status: 500, reason: "Job 'nightly' already exists" },
  ],
  [
    "a job that is not there",
    (api) => api.get("/cluster/backup/weekly"),
    { status: 400, errors: { id: "No such job 'weekly'" } },
  ],
  [
    "a change of one that is not there",
    (api) => api.put("/cluster/backup/weekly", { enabled: 0 }),
    { status: 500, reason: "no such vzdump job" },
  ],
  ["a change of nothing", (api) => api.put("/cluster/backup/nightly"), { status: 500, reason: "no options specified" }],
  [
    "removing what may not be removed",
    (api) => api.put("/cluster/backup/nightly", { delete: "schedule" }),
    { status: 400, errors: { delete: "unknown option 'schedule'" } },
  ],
  [
    "a variable in the notes that nobody knows",
    (api) => api.put("/cluster/backup/nightly", { storage: "local", "notes-template": "{{guestname}} {{moon}}" }),
    { status: 400, errors: { "notes-template": "found unknown: variable 'moon' at char 16\n" } },
  ],
  [
    "a hook script from a token",
    (api) => api.put("/cluster/backup/nightly", { script: "/root/hook" }),
    { status: 400, errors: { script: "Only root may set this option." } },
  ],
];

test.each(refusals)("%s is refused in Proxmox's words", async (_, ask, answer) => {
  await withSimulator(async (api) => {
    await api.post("/cluster/backup", nightly);
    expect(await ask(api)).toMatchObject(answer);
  });
});

test("the tree shows which disks are taken, and the list which guests nobody takes", async () => {
  await withSimulator(async (api) => {
    await api.post("/cluster/backup", { ...nightly, all: 0, vmid: "9000,555" });
    expect((await api.get("/cluster/backup/nightly/included_volumes")).data).toEqual({
      children: [
        { id: 555, type: "unknown", leaf: 1 },
        {
          id: 9000,
          type: "qemu",
          name: "debian13",
          leaf: 0,
          children: [
            { id: "9000:scsi0", name: "local-lvm:base-9000-disk-0", included: 1, reason: "backup=yes", leaf: 1 },
          ],
        },
      ],
    });
    expect((await api.get("/cluster/backup-info/not-backed-up")).data).toEqual([]);
    await api.delete("/cluster/backup/nightly");
    expect((await api.get("/cluster/backup-info/not-backed-up")).data).toEqual([
      { vmid: 9000, type: "qemu", name: "debian13" },
    ]);
  });
});
