import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Channels, Image, Promotion, Release } from "../../model/lab.ts";
import { back, type Channel, forward, trail } from "../../model/promotion.ts";
import { anyRecipe } from "./recipe.ts";

const at = "2026-11-21T18:00:00Z";
const digestOf = (version: string) => `sha256:${version.replaceAll(/\D/g, "").padStart(64, "0")}`;

function release(version: string, more: Partial<Release> = {}): Release {
  const digest = digestOf(version);
  const template = { id: 9000, name: `debian13-${version}`, node: "asus", storage: "tank" };
  return { image: "debian13", version, template, disk: 2 ** 33, digest, tested: { at, digest }, ...more };
}

function image(releases: readonly Release[], channels: Partial<Channels> = {}): Image {
  return {
    name: "debian13",
    os: { name: "debian", version: "13" },
    arch: "amd64",
    firmware: "uefi",
    machine: "q35",
    cpuLevel: "x86-64-v2",
    disk: 2 ** 33,
    guarantees: { agent: true, cloudInit: true, python: true, sudo: true },
    recipe: anyRecipe,
    releases,
    channels: { promotions: [], ...channels },
  };
}

/** The image after a move, as its file would say. */
function moved(from: Image, move: Promotion | undefined): Image {
  if (!move) return from;
  const { channels } = from;
  return { ...from, channels: { ...channels, [move.channel]: move.to, promotions: [move, ...channels.promotions] } };
}

const advance = (from: Image, channel: Channel, version: string) =>
  moved(from, forward(from, { channel, version, at }));

describe("a channel moves forward", () => {
  const two = image([release("v1.0.0"), release("v1.1.0")], { stable: "v1.0.0", candidate: "v1.0.0" });

  test("to a release that passed its boot test, and says from where", () => {
    expect(forward(two, { channel: "candidate", version: "v1.1.0", at })).toEqual({
      channel: "candidate",
      to: "v1.1.0",
      from: "v1.0.0",
      digest: digestOf("v1.1.0"),
      at,
    });
  });

  test("not at all where it points there already", () => {
    expect(forward(two, { channel: "stable", version: "v1.0.0", at })).toBeUndefined();
  });

  test("to stable only after it was candidate", () => {
    expect(() => forward(two, { channel: "stable", version: "v1.1.0", at })).toThrow(
      "debian13: v1.1.0 is no candidate, or was taken back; `strata promote debian13 --to candidate --release v1.1.0` first",
    );
    expect(advance(advance(two, "candidate", "v1.1.0"), "stable", "v1.1.0").channels.stable).toBe("v1.1.0");
  });

  test("to stable of what candidate held before, but not of what was taken back", () => {
    const three = image([...two.releases, release("v1.2.0")], two.channels);
    const ahead = advance(advance(three, "candidate", "v1.1.0"), "candidate", "v1.2.0");
    expect(advance(ahead, "stable", "v1.1.0").channels.stable).toBe("v1.1.0");
    const taken = moved(ahead, back(ahead, "candidate", at));
    expect(() => forward(taken, { channel: "stable", version: "v1.2.0", at })).toThrow("was taken back");
  });

  test.each<[string, Image, string]>([
    ["is not there", two, "debian13 has no release v2.0.0 with a template on this site; did you mean"],
    ["was never tested", image([release("v2.0.0", { tested: undefined } as never)]), "has not passed its boot test"],
    [
      "is another disk than was tested",
      image([release("v2.0.0", { tested: { at, digest: digestOf("v9.9.9") } })]),
      "was tested as sha256:",
    ],
    ["is retired", image([release("v2.0.0", { retired: at })]), "v2.0.0 was retired on 2026-11-21"],
    [
      "is older than what the channel holds",
      image([release("v2.0.0"), release("v10.0.0")], { candidate: "v10.0.0" }),
      "v2.0.0 is older than v10.0.0, which candidate holds",
    ],
  ])("never to a release that %s", (_, given, message) => {
    expect(() => forward(given, { channel: "candidate", version: "v2.0.0", at })).toThrow(message);
  });

  test("never to a release whose file names another disk than the stack made", () => {
    const made = { version: "v1.1.0", digest: digestOf("v7.7.7") };
    expect(() => forward(two, { channel: "candidate", version: "v1.1.0", made, at })).toThrow(
      `is ${digestOf("v1.1.0")} in its release file and ${made.digest} in the outputs of images`,
    );
  });
});

describe("a channel moves back", () => {
  test("nowhere where it held nothing before", () => {
    const one = image([release("v1.0.0")], { stable: "v1.0.0" });
    expect(() => back(one, "stable", at)).toThrow("debian13: stable held nothing before v1.0.0; nothing to go back to");
    expect(() => back(image([]), "stable", at)).toThrow("held nothing before now");
  });

  test("never to what is retired", () => {
    const one = image([release("v1.0.0"), release("v1.1.0")]);
    const ahead = advance(advance(one, "candidate", "v1.0.0"), "candidate", "v1.1.0");
    const gone = { ...ahead, releases: [release("v1.0.0", { retired: at }), release("v1.1.0")] };
    expect(() => back(gone, "candidate", at)).toThrow("v1.0.0 was retired");
  });

  test("as many steps as it went forward, through the same releases", () => {
    const versions = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(versions, fc.integer({ min: 1, max: 7 }), (numbers, steps) => {
        const order = numbers.toSorted((a, b) => a - b).map((number) => `v1.${number}.0`);
        const start = image(order.map((version) => release(version)));
        const there = order.reduce((now, version) => advance(now, "candidate", version), start);
        let now = there;
        for (let step = 1; step <= Math.min(steps, order.length - 1); step += 1) {
          now = moved(now, back(now, "candidate", at));
          expect(now.channels.candidate).toBe(order[order.length - 1 - step]);
          expect(trail(now.channels, "candidate")).toEqual(order.slice(0, order.length - step));
        }
        expect(advance(now, "candidate", order.at(-1) ?? "").channels.candidate).toBe(order.at(-1));
      }),
    );
  });
});
