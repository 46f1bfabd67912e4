import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { resolveToolchain } from "../../../toolchain/resolve.ts";
import { toolchainTimeout } from "../../tofu.ts";
import { type Place, placeOf } from "./place.ts";

/** What 003 says runs on the host. */
const inventory = [100, 102, 103, 105, 106, 107, 108, 111, 114, 115, 117];

let place: Place;

/** The host as 003 describes it, with notes, MACs and firewall flags of its own, and no DNS settings. */
beforeAll(async () => {
  await resolveToolchain();
  place = await placeOf();
}, toolchainTimeout);

afterAll(() => place?.close());

interface Facts {
  readonly guests: readonly { readonly name: string; readonly id: number; readonly standing: string }[];
}

async function standings(...words: string[]): Promise<{ exit: number | undefined; ids: number[]; as: string[] }> {
  const { stdout, stderr, exitCode } = await place.strata("adopt", "--json", ...words);
  if (stdout === "") throw new Error(stderr);
  const { guests } = JSON.parse(stdout) as Facts;
  return {
    exit: exitCode,
    ids: guests.map(({ id }) => id).sort((a, b) => a - b),
    as: [...new Set(guests.map(({ standing }) => standing))],
  };
}

test("the eleven containers of the host are taken over without a single request that changes anything", async () => {
  const since = place.mark();
  expect(await standings()).toEqual({ exit: 2, ids: inventory, as: ["ready"] });
  expect(existsSync(join(place.root, "state/home/gitea.tfstate"))).toBe(false);
  expect(await standings("--apply")).toEqual({ exit: 0, ids: inventory, as: ["taken over"] });
  expect(place.methods(since)).toEqual(["GET"]);
}, 420_000);

test("once more does nothing at all, not even to the state", async () => {
  const state = readFileSync(join(place.root, "state/home/gitea.tfstate"), "utf8");
  expect(await standings("--apply")).toEqual({ exit: 0, ids: inventory, as: ["adopted before"] });
  expect(readFileSync(join(place.root, "state/home/gitea.tfstate"), "utf8")).toBe(state);
}, 120_000);

test("plain cdktf finds nothing to do afterwards, and nothing of the imports is left beside its JSON", async () => {
  for (const guest of ["gitea", "grafana"]) expect(await place.cdktf("diff", guest)).toContain("No changes.");
  expect(existsSync(join(place.root, "cdktf.out/stacks/gitea/adopt.tf.json"))).toBe(false);
}, 240_000);

test("an adopted container is a container like any other from then on: memory changes in place, a new archive does not", async () => {
  place.edit("gitea", "memory: 1GiB", "memory: 1536MiB");
  place.edit("site", "debian-13-standard_13.1-2", "debian-13-standard_13.2-1");
  const { stdout, exitCode } = await place.strata("plan", "gitea", "--json");
  const { changes } = JSON.parse(stdout) as { changes: { kind: string; details: string[] }[] };
  expect([exitCode, changes.map(({ kind, details }) => [kind, details])]).toEqual([
    2,
    [["restart", ["memory 1GiB → 1536MiB"]]],
  ]);
}, 120_000);
