import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { execa } from "execa";
import fc from "fast-check";
import type { Backups, DataMount } from "../../model/container.ts";
import { cronTime, snapshotFile, snapshotRhythm } from "../../model/snapshots.ts";
import { container } from "../constructs/container.ts";

const repositories: DataMount = {
  path: "/var/lib/gitea",
  dataset: "tank/data/gitea/var-lib-gitea",
  size: 2 ** 30,
  recordsize: "1M",
};
const gitea = container({ data: [repositories], backup: "daily" });

function backups(schedule: string, keep: number): Backups {
  return {
    storages: ["backups"],
    classes: [{ name: "daily", schedule: "02:30", keep: {}, snapshots: { schedule, keep } }],
  };
}

describe("snapshots of what a container keeps", () => {
  test("are taken of the dataset above its data, as its class says", () => {
    expect(snapshotRhythm(gitea, backups("hourly", 48))).toEqual({
      guest: "gitea",
      node: "forge",
      dataset: "tank/data/gitea",
      class: "daily",
      schedule: "hourly",
      keep: 48,
    });
  });

  test("are none without data or without a class, and then their file is to go", () => {
    expect(snapshotFile(container({ backup: "daily" }), backups("hourly", 48))).toBeUndefined();
    expect(snapshotFile(container({ data: [repositories] }), backups("hourly", 48))).toEqual({
      path: "/etc/cron.d/strata-gitea",
      text: "",
      words: "no snapshots",
    });
  });

  test.each([
    ["minutely", "* * * * *"],
    ["hourly", "0 * * * *"],
    ["daily", "0 0 * * *"],
    ["weekly", "0 0 * * 1"],
    ["monthly", "0 0 1 * *"],
    ["*/15", "*/15 * * * *"],
    ["02:30", "30 2 * * *"],
    ["sun 4:05", "5 4 * * 0"],
    ["mon..fri 03:15", "15 3 * * 1,2,3,4,5"],
    ["sat..mon 03:15", "15 3 * * 0,1,6"],
    ["tue,thu..sat 23:59", "59 23 * * 2,4,5,6"],
  ])("at %s are taken by cron at %s", (event, fields) => expect(cronTime(event)).toBe(fields));
});

/** cron's file, run by a real shell on a `zfs` that keeps the names of its snapshots in a file. */
describe("the file of cron", () => {
  const folder = mkdtempSync(join(tmpdir(), "strata-snapshots-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function night(there: readonly string[], keep: number): Promise<string[]> {
    writeFileSync(join(folder, "snapshots"), there.map((name) => `${name}\n`).join(""));
    writeFileSync(join(folder, "zfs"), standIn);
    chmodSync(join(folder, "zfs"), 0o755);
    const line = snapshotFile(gitea, backups("hourly", keep))?.text.split("\n").at(-1) ?? "";
    const command = line.replace(/^0 \* \* \* \* root /, "").replaceAll("\\%", "%");
    await execa("/bin/sh", ["-c", command], { cwd: folder, env: { PATH: `${folder}:${process.env.PATH}` } });
    return readFileSync(join(folder, "snapshots"), "utf8").split("\n").slice(0, -1);
  }

  test("adds one, drops the oldest of its own beyond those that stay, and nothing of anybody else", async () => {
    const foreign = ["tank/data/gitea@by-hand", "tank/data/gitea@strata-weekly-20250101T000000Z"];
    const own = ["01", "02", "03"].map((day) => `tank/data/gitea@strata-daily-202501${day}T000000Z`);
    const left = await night([...foreign, ...own], 2);
    expect(left.slice(0, -1)).toEqual([...foreign, own[2]]);
    expect(left.at(-1)).toMatch(/^tank\/data\/gitea@strata-daily-20\d{6}T\d{6}Z$/);
  });

  test("leaves as many as the class says, however many there were", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(6), fc.integer({ min: 1, max: 5 }), async (count, keep) => {
        const own = Array.from({ length: count }, (_, day) => `tank/data/gitea@strata-daily-2025010${day}T000000Z`);
        expect(await night(own, keep)).toHaveLength(Math.min(count + 1, keep));
      }),
      { numRuns: 8 },
    );
  });
});

const standIn = `#!/bin/sh
case "$1 $2" in
  "snapshot -r") echo "$3" >> snapshots ;;
  "list -H") for last; do :; done; grep "^$last@" snapshots ;;
  "destroy -r") grep -vxF "$3" snapshots > left; mv left snapshots ;;
  *) exit 2 ;;
esac
`;
