import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { markGroup, parseRetention } from "../../src/storage/prune.ts";
import { withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

const at = (time: string) => ({ ctime: Date.parse(`${time}Z`) / 1000 });
const marks = (times: readonly string[], keep: string) =>
  Object.fromEntries(
    markGroup(times.map(at), parseRetention(keep)).map(({ ctime, mark }) => [
      new Date(ctime * 1000).toISOString().slice(0, 16),
      mark,
    ]),
  );

describe("retention", () => {
  test("keeps the newest of each period, and counts an older period only past the newer ones", () => {
    const times = ["2026-01-01T02:00", "2026-01-02T02:00", "2026-01-02T14:00", "2026-01-03T02:00", "2026-01-03T03:00"];
    expect(marks(times, "keep-last=1,keep-daily=1")).toEqual({
      "2026-01-03T03:00": "keep",
      "2026-01-03T02:00": "remove",
      "2026-01-02T14:00": "keep",
      "2026-01-02T02:00": "remove",
      "2026-01-01T02:00": "remove",
    });
    expect(marks(times, "keep-all=1")).toEqual(marks(times, "keep-last=9"));
  });

  test("knows weeks as ISO 8601 numbers them, over the turn of a year", () => {
    const times = ["2025-12-28T00:00", "2025-12-29T00:00", "2026-01-04T00:00", "2026-01-05T00:00"];
    expect(marks(times, "keep-weekly=2")).toEqual({
      "2026-01-05T00:00": "keep",
      "2026-01-04T00:00": "keep",
      "2025-12-29T00:00": "remove",
      "2025-12-28T00:00": "remove",
    });
  });

  test("never removes the newest, never more than needed, and twice is as once", () => {
    const count = fc.integer({ min: 0, max: 4 });
    const times = fc.uniqueArray(fc.integer({ min: 1_700_000_000, max: 1_800_000_000 }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(
        times,
        fc.record({ "keep-last": count, "keep-daily": count, "keep-weekly": count, "keep-yearly": count }),
        (ctimes, counts) => {
          const keep = Object.fromEntries(Object.entries(counts).filter(([, value]) => value > 0));
          const marked = markGroup(
            ctimes.map((ctime) => ({ ctime })),
            keep,
          );
          const kept = marked.filter(({ mark }) => mark === "keep").map(({ ctime }) => ({ ctime }));
          expect(marked).toHaveLength(ctimes.length);
          expect(marked[0]?.mark).toBe("keep");
          const most = Object.values(keep).reduce((sum, value) => sum + value, 0);
          if (most > 0) expect(kept.length).toBeLessThanOrEqual(most);
          expect(markGroup(kept, keep).every(({ mark }) => mark === "keep")).toBe(true);
        },
      ),
    );
  });
});

test("a storage's backups are listed with what would become of them, and removed", async () => {
  await withSimulator(
    async (api, simulator) => {
      for (const vmid of [500, 500, 9000]) {
        expect(await api.task("POST", "/nodes/pve/vzdump", { vmid, storage: "local" })).toBe("OK");
        simulator.cluster.clock.skip(60);
      }
      const at = "/nodes/pve/storage/local/prunebackups";
      expect((await api.get(at)).reason).toBe("no prune-backups options configured for storage 'local'");
      expect((await api.get(`${at}?prune-backups=keep-all%3D1,keep-last%3D2`)).errors).toEqual({
        "prune-backups": "invalid format - keep-all cannot be set together with other options.\n",
      });
      const list = (await api.get(`${at}?prune-backups=keep-last%3D1`)).data;
      expect(
        list.map((entry: { vmid: number; mark: string; type: string }) => [entry.vmid, entry.mark, entry.type]),
      ).toEqual([
        [500, "remove", "qemu"],
        [500, "keep", "qemu"],
        [9000, "keep", "qemu"],
      ]);
      await api.put(`/nodes/pve/storage/local/content/${encodeURIComponent(list[0].volid)}`, { protected: 1 });
      expect((await api.get(`${at}?prune-backups=keep-last%3D1&vmid=500`)).data).toMatchObject([
        { mark: "protected" },
        { mark: "keep" },
      ]);
      await api.put(`/nodes/pve/storage/local/content/${encodeURIComponent(list[0].volid)}`, { protected: 0 });
      expect(await api.task("DELETE", `${at}?prune-backups=keep-last%3D1`)).toBe("OK");
      expect((await api.get("/nodes/pve/storage/local/content?content=backup")).data).toHaveLength(2);
      expect((await api.get("/nodes/pve/storage/tank/prunebackups?prune-backups=keep-last%3D1")).reason).toBe(
        "storage 'tank' does not support backups",
      );
    },
    { world: lab },
  );
});
