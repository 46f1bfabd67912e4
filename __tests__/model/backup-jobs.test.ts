import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { backupJobs } from "../../model/backup-jobs.ts";
import type { Backups } from "../../model/container.ts";
import type { Lab } from "../../model/lab.ts";
import { loadLab } from "../../model/load.ts";
import { containerLab } from "./containers/container-lab.ts";

const lab = loadLab(containerLab(), "home");
const snapshots = { schedule: "hourly", keep: 24 };
const classes: Backups["classes"] = [
  { name: "daily", schedule: "02:30", keep: { daily: 7 }, snapshots },
  { name: "weekly", schedule: "sun 04:00", keep: { weekly: 4 }, snapshots },
];

/** The lab with an attic on the second node, and each guest where it is said to be. */
function spread(where: Readonly<Record<string, { readonly node: string; readonly backup?: string }>>): Lab {
  const [asus, nuc] = lab.nodes;
  const vault = lab.storages.find(({ name }) => name === "vault");
  if (!asus || !nuc || !vault) throw new Error("the base lab lost a node or its vault");
  return {
    ...lab,
    site: { ...lab.site, backups: { storages: ["vault", "attic"], classes } },
    storages: [...lab.storages, { ...vault, name: "attic", nodes: ["nuc"] }],
    guests: lab.guests.map(({ backup: _, ...guest }) => {
      const { node = "asus", backup } = where[guest.name] ?? {};
      return { ...guest, node: node === "asus" ? asus : nuc, ...(backup && { backup }) } as Lab["guests"][number];
    }),
  };
}

describe("backup jobs", () => {
  test("take the guests of a class together, and say how many backups stay", () => {
    expect(backupJobs(lab)).toEqual([
      {
        id: "home-daily-asus",
        node: "asus",
        storage: "vault",
        schedule: "02:30",
        vmids: [103],
        keep: { daily: 7 },
        notes: "{{guestname}} on {{node}}",
      },
    ]);
  });

  test("are two where guests of one class are on two nodes, each with the storage of its node", () => {
    const jobs = backupJobs(
      spread({
        postgresql: { node: "asus", backup: "daily" },
        wiki: { node: "asus", backup: "daily" },
        "k3s-single": { node: "nuc", backup: "daily" },
        gitea: { node: "nuc", backup: "weekly" },
      }),
    );
    expect(jobs.map(({ id, storage, vmids }) => [id, storage, vmids])).toEqual([
      ["home-daily-asus", "vault", [103, 120]],
      ["home-daily-nuc", "attic", [210]],
      ["home-weekly-nuc", "attic", [211]],
    ]);
  });

  test("are none where the site says nothing of backups", () => {
    const { backups: _, ...site } = lab.site;
    expect(backupJobs({ ...lab, site })).toEqual([]);
  });

  test("take each guest with a class exactly once, and no other", () => {
    const place = fc.record({
      node: fc.constantFrom("asus", "nuc"),
      backup: fc.option(fc.constantFrom("daily", "weekly"), { nil: "" }),
    });
    const names = lab.guests.map(({ name }) => name);
    fc.assert(
      fc.property(fc.tuple(...names.map(() => place)), (places) => {
        const those = spread(Object.fromEntries(names.map((name, index) => [name, places[index] ?? { node: "asus" }])));
        const backedUp = those.guests.filter(({ backup }) => backup !== undefined).map(({ id }) => id);
        const jobs = backupJobs(those);
        expect(jobs.flatMap(({ vmids }) => vmids).sort()).toEqual(backedUp.sort());
        expect(new Set(jobs.map(({ id }) => id)).size).toBe(jobs.length);
        for (const { node, vmids } of jobs)
          for (const id of vmids) expect(those.guests.find((guest) => guest.id === id)?.node.name).toBe(node);
      }),
    );
  });
});
