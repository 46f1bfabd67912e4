import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { keepResults } from "../../../scripts/acceptance/results.ts";

test("the results of a run are kept by package and name, and its README is made anew", async () => {
  const root = mkdtempSync(join(tmpdir(), "strata-results-"));
  try {
    const simulator = join(root, "simulator");
    mkdirSync(join(simulator, "scripts"), { recursive: true });
    writeFileSync(
      join(simulator, "scripts/write-readme.mjs"),
      `import { copyFileSync } from "node:fs";
copyFileSync(new URL("../acceptance.json", import.meta.url), new URL("../README.md", import.meta.url));`,
    );
    await keepResults(root, [
      { suite: "fwprovider", name: "TestAccTime", status: "passed", seconds: 1.4 },
      { suite: "fwprovider/pools", name: "TestAccPool", status: "failed", reason: "pool 7 is gone", seconds: 3 },
      { suite: "fwprovider/pools", name: "TestAccCeph", status: "excluded", reason: "needs Ceph", seconds: 0 },
    ]);
    const kept = JSON.parse(readFileSync(join(simulator, "README.md"), "utf8"));
    expect(kept).toEqual({
      provider: expect.stringMatching(/^bpg\/proxmox \d+\.\d+\.\d+$/),
      suites: {
        fwprovider: { TestAccTime: "passed" },
        "fwprovider/pools": { TestAccPool: "failed", TestAccCeph: { excluded: "needs Ceph" } },
      },
    });
  } finally {
    rmSync(root, { recursive: true });
  }
});
