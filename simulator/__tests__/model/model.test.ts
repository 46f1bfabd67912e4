import { afterEach, expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { announce, inFull, seed } from "../effort.ts";
import { type Act, walked } from "./act.ts";
import { accessActs } from "./commands/access.ts";
import { anything } from "./commands/anything.ts";
import { guestActs } from "./commands/guests.ts";
import { storageActs } from "./commands/storages.ts";
import { troubleActs } from "./commands/trouble.ts";
import { Reality } from "./reality.ts";
import { Told } from "./told.ts";

/** Steps of all runs together. */
const goal = inFull(12_000, 1_000);
/** Steps of one run at the most: long enough that storages fill up and numbers come back. */
const longest = 250;

const acts = fc.oneof(
  { weight: 8, arbitrary: fc.oneof(...guestActs) },
  { weight: 3, arbitrary: fc.oneof(...storageActs) },
  { weight: 3, arbitrary: fc.oneof(...accessActs) },
  { weight: 5, arbitrary: fc.oneof(...troubleActs) },
  { weight: 4, arbitrary: anything },
);

/** Lives through the commands, and brings everything to its end. */
async function live(commands: Iterable<Act>, seed: string): Promise<Reality["journal"]> {
  const reality = await Reality.begin(seed);
  try {
    const told = new Told();
    told.compare(reality.cluster);
    await fc.asyncModelRun(() => ({ model: told, real: reality }), commands);
    await reality.settle();
    return reality.journal;
  } finally {
    await reality.close();
  }
}

const lives = (maxCommands: number) => fc.commands([acts as fc.Arbitrary<Act>], { maxCommands, size: "max" });

afterEach(() => {
  jest.useRealTimers();
});

/** Fails with the shortest commands that show the fault, as far as they are found in a minute. */
async function tryOut<T>(property: fc.IAsyncProperty<T>, seed: number, numRuns: number): Promise<void> {
  const first = await fc.check(property, { seed, numRuns, endOnFailure: true });
  if (!first.failed) return;
  await fc.assert(property, { seed, path: first.counterexamplePath ?? "", interruptAfterTimeLimit: 60_000 });
  throw new Error(`failed once and then no more: ${fc.defaultReportMessage(first)}`);
}

test(
  "whatever is done, fails and is cut off, no machine is there twice, no byte is counted wrongly, no lock is left, nothing is lost, and what is said is Proxmox's",
  async () => {
    announce("model");
    walked.steps = 0;
    for (let round = 0; walked.steps < goal; round += 1) {
      const property = fc.asyncProperty(lives(longest), async (commands) => {
        await live(commands, "model");
      });
      await tryOut(property, seed + round, 1);
    }
    expect(walked.steps).toBeGreaterThanOrEqual(goal);
  },
  inFull(3_600_000, 600_000),
);

test(
  "the same seed and the same commands leave the same journal",
  async () => {
    announce("journal");
    const property = fc.asyncProperty(lives(inFull(longest, 60)), async (commands) => {
      const [one, two] = [await live(commands, "same"), await live(commands, "same")];
      expect(two).toEqual(one);
    });
    await tryOut(property, seed, inFull(10, 2));
  },
  inFull(3_600_000, 600_000),
);
