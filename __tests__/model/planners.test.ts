import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseRange, parseSubnet, toAddress, toNumber } from "../../model/addresses.ts";
import { formatSize, GiB, MiB, parseSize, roughSize } from "../../model/bytes.ts";
import { capacity } from "../../model/capacity.ts";
import { didYouMean } from "../../model/did-you-mean.ts";
import type { Guest, Lab } from "../../model/lab.ts";
import { loadLab } from "../../model/load.ts";
import { macOf } from "../../model/mac.ts";
import { lowestFreeAddress, lowestFreeId, nextFree } from "../../model/next-free.ts";
import { formatK3sTemplateName, parseK3sTemplateName } from "../../model/template-name.ts";
import { labFolder } from "./lab-folder.ts";

const vmid = fc.integer({ min: 100, max: 999_999_999 });
const base = loadLab(labFolder(), "home");

describe("a size", () => {
  test("is read back as it was written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 30 }), (kibibytes) => {
        expect(parseSize(formatSize(kibibytes * 1024))).toBe(kibibytes * 1024);
      }),
    );
  });

  test("means the same with and without iB, and is no size in any other unit", () => {
    const amount = fc.integer({ min: 0, max: 9999 });
    fc.assert(
      fc.property(amount, fc.constantFrom("K", "M", "G", "T"), (number, unit) => {
        expect(parseSize(`${number}${unit}`)).toBe(parseSize(`${number}${unit}iB`));
        for (const wrong of [
          `${number}`,
          `${number}${unit}B`,
          `${number} ${unit}iB`,
          `-${number}${unit}`,
          `${number}${unit}ib`,
        ])
          expect(parseSize(wrong)).toBeUndefined();
      }),
    );
  });

  test.each([
    [24 * GiB, "24GiB", "24GiB"],
    [1536 * MiB, "1536MiB", "1.5GiB"],
    [0, "0KiB", "0GiB"],
  ])("of %d bytes is %s, or about %s", (bytes, exact, rough) => {
    expect([formatSize(bytes), roughSize(bytes)]).toEqual([exact, rough]);
  });

  test("may have a fraction, which ends on a whole byte", () => {
    expect(parseSize("31.29GiB")).toBe(33_597_381_673);
  });
});

describe("an address", () => {
  test("is the same as a number and back", () => {
    fc.assert(fc.property(fc.ipV4(), (address) => expect(toAddress(toNumber(address))).toBe(address)));
  });

  test("is inside the subnet that is made around it", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, length) => {
        const subnet = parseSubnet(`${address}/${length}`);
        expect(subnet?.first).toBeLessThanOrEqual(toNumber(address));
        expect(subnet?.last).toBeGreaterThanOrEqual(toNumber(address));
        expect((subnet?.last ?? 0) - (subnet?.first ?? 0) + 1).toBe(2 ** (32 - length));
      }),
    );
  });

  test.each([
    "1.2.3.4-1.2.3.3",
    "1.2.3",
    "1.2.3.4-",
    "1.2.3.4-5",
    "a-b",
    "1.2.3.4-1.2.3.5-1.2.3.6",
  ])("%s is no range", (text) => expect(parseRange(text)).toBeUndefined());
});

describe("a MAC address", () => {
  test("is unicast, locally administered and different for every number of a site", () => {
    fc.assert(
      fc.property(fc.string(), vmid, vmid, (site, one, other) => {
        expect(macOf(site, one)).toMatch(/^[0-9A-F][26AE](:[0-9A-F]{2}){5}$/);
        expect(macOf(site, one) === macOf(site, other)).toBe(one === other);
      }),
    );
  });
});

test("a k3s template's name is read back as it was written", () => {
  const part = fc.integer({ min: 0, max: 99 });
  const triple = fc.tuple(part, part, part).map((parts) => `v${parts.join(".")}`);
  fc.assert(
    fc.property(part, part, fc.constantFrom("amd64", "arm64"), triple, part, triple, (a, b, arch, k3s, n, release) => {
      const facts = { alma: `${a}.${b}`, arch, k3s: `${k3s}+k3s${n}`, release };
      expect(parseK3sTemplateName(formatK3sTemplateName(facts))).toEqual(facts);
    }),
  );
});

describe("the next free", () => {
  const placed = fc.uniqueArray(fc.tuple(fc.integer({ min: 200, max: 299 }), fc.integer({ min: 1, max: 254 })), {
    maxLength: 60,
    selector: ([id]) => id,
  });

  test("number and address collide with nothing, and are the lowest", () => {
    fc.assert(
      fc.property(placed, (taken) => {
        const lab = labWith(taken.map(([id, host]) => ({ id, address: `192.168.88.${host}` })));
        const { id, address } = nextFree(lab, lab.site.ids.vm);
        const hosts = new Set(lab.guests.map((guest) => guest.address));
        expect(lab.guests.map((guest) => guest.id)).not.toContain(id);
        expect(hosts).not.toContain(address);
        const host = Number(address.split(".")[3]);
        expect(host).toBeGreaterThan(30);
        expect(host).toBeLessThan(255);
        for (let lower = 31; lower < host; lower += 1) expect(hosts).toContain(`192.168.88.${lower}`);
        for (let lower = 200; lower < id; lower += 1) expect(lab.guests.map((guest) => guest.id)).toContain(lower);
      }),
    );
  });

  test("one by one fills a range, and says when it is full", () => {
    let lab = labWith([]);
    const [lan] = lab.networks;
    if (!lan) throw new Error("no network");
    for (let count = 0; count < 100; count += 1) lab = labWith([...lab.guests, nextFree(lab, lab.site.ids.vm)]);
    expect(new Set(lab.guests.map(({ id }) => id)).size).toBe(100);
    expect(lowestFreeId(lab, lab.site.ids.vm)).toBeUndefined();
    expect(() => nextFree(lab, lab.site.ids.vm)).toThrow("no number is free in 200-299; widen ids");
    for (let count = 100; count < 224; count += 1)
      lab = labWith([...lab.guests, { id: 1000 + count, address: lowestFreeAddress(lab, lan) ?? "" }]);
    expect(lowestFreeAddress(lab, lan)).toBeUndefined();
    expect(() => nextFree(lab, { first: 3000, last: 3001 })).toThrow("no address is free in lan (192.168.88.0/24)");
  });

  test("number and address pass over a guest that is not enabled, which keeps its own", () => {
    const kept = {
      kind: "vm",
      name: "later",
      id: 200,
      address: "192.168.88.31",
      file: "personas/home/later.yaml",
    } as const;
    expect(nextFree({ ...labWith([]), kept: [kept] }, base.site.ids.vm)).toEqual({ id: 201, address: "192.168.88.32" });
  });
});

test("capacity counts every guest and template once", () => {
  const { nodes, storages } = capacity(base);
  expect(nodes.map(({ node, taken, usable, cores }) => [node.name, taken / GiB, usable / GiB, cores])).toEqual([
    ["asus", 22, 26, 6],
    ["nuc", 0, 15, 0],
  ]);
  expect(storages.map(({ storage, node, taken }) => [storage.name, node, taken / GiB])).toEqual([
    ["local", "asus", 0],
    ["local", "nuc", 0],
    ["tank", "asus", 126],
    ["fast", "nuc", 0],
  ]);
});

test.each([
  ["azus", ["asus", "forge"], '; did you mean "asus"?'],
  ["memroy", ["memory", "node"], '; did you mean "memory"?'],
  ["v1.2.0", ["v1.0.0", "v1.1.0"], ""],
  ["mainframe", ["asus", "forge"], ""],
  ["x", [], ""],
])("for %s among %j it says %j", (word, known, hint) => {
  expect(didYouMean(word, known)).toBe(hint);
});

function labWith(guests: readonly Pick<Guest, "id" | "address">[]): Lab {
  const [like] = base.guests;
  if (!like) throw new Error("the base lab has no guest");
  return { ...base, guests: guests.map((guest) => ({ ...like, id: guest.id, address: guest.address })) };
}
