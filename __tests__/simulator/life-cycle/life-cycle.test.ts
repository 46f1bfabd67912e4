import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { toolchainTimeout } from "../../tofu.ts";
import { type Diaries, leadLives } from "./lead.ts";
import type { Life } from "./life.ts";
import { lives } from "./lives/index.ts";
import { typeOf, without } from "./types.ts";
import { Workplace } from "./workplace.ts";
import { world } from "./world.ts";

let place: Workplace;
let diaries: Diaries;

beforeAll(async () => {
  place = await Workplace.open(world);
  diaries = await leadLives(lives, place);
}, toolchainTimeout);
afterAll(() => place.close());

/** What every plan of a life must say; an update may touch what it will, as long as it is one in place. */
const expectedPlans = ({ updated, importId, unread = [] }: Life) => ({
  create: ["create"],
  unchanged: [],
  update: updated ? expect.not.arrayContaining(["create"]) : [],
  "unchanged after update": [],
  import: importId === undefined ? [] : [...unread].sort(),
  "unchanged after import": [],
});

describe("through the real provider", () => {
  test("at least 50 of its 69 resource types live here, and those that do not are named", async () => {
    const types = new Set((await place.resourceTypes()).map(typeOf));
    const led = new Set(lives.map(({ address }) => typeOf(address.split(".")[0] ?? "")));
    expect(types.size).toBe(69);
    expect(led.size).toBeGreaterThanOrEqual(50);
    expect([...led, ...Object.keys(without)].sort()).toEqual([...types].sort());
  });

  test.each(
    lives.map((life) => [life.address, life] as const),
  )("%s is made, found unchanged, changed in place, imported but for what cannot be read, and destroyed", (address, life) => {
    const { plans, seen, failure } = diaries.get(address) ?? { plans: {}, seen: {} };
    expect(failure).toBeUndefined();
    expect(plans).toEqual(expectedPlans(life));
    if (life.updated) expect(plans.update).not.toEqual([]);
    expect(seen.created).toMatchObject({ status: 200, data: life.seen.created });
    expect(seen.updated).toMatchObject({ status: 200, data: life.seen.updated ?? life.seen.created });
    if (life.seen.gone === undefined) expect(seen.gone?.status).toBeGreaterThanOrEqual(400);
    else expect(seen.gone).toMatchObject({ status: 200, data: life.seen.gone });
  });
});
