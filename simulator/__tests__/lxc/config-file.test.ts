import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Guest } from "../../src/guests/guest.ts";
import { parseConfigFile, printConfigFile } from "../../src/lxc/config-file.ts";

const guest = (parts: Partial<Guest>): Guest => ({
  vmid: 200,
  kind: "lxc",
  node: "pve",
  config: {},
  pending: {},
  power: { status: "stopped" },
  ...parts,
});

test("a container's file holds its options, what waits, and its snapshots", () => {
  const text = printConfigFile(
    guest({
      config: {
        description: "50% of it\nis here\n",
        memory: 512,
        env: "A=1\0B=2",
        lxc: "lxc.idmap: u 0 100000 65536\nlxc.idmap: g 0 100000 65536",
        arch: "amd64",
      },
      pending: { tty: 4, cores: null },
      snapshots: { clean: { memory: 256, snaptime: 1_760_000_000 } },
    }),
  );
  expect(text).toBe(
    [
      "#50%25 of it",
      "#is here",
      "arch: amd64",
      "memory: 512",
      "lxc.environment.runtime: A=1",
      "lxc.environment.runtime: B=2",
      "lxc.idmap: u 0 100000 65536",
      "lxc.idmap: g 0 100000 65536",
      "",
      "[pve:pending]",
      "delete: cores",
      "tty: 4",
      "",
      "[clean]",
      "memory: 256",
      "snaptime: 1760000000",
      "",
    ].join("\n"),
  );
});

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/);
const section = fc.record(
  {
    memory: fc.integer({ min: 16, max: 100_000 }),
    hostname: word,
    rootfs: fc.constant("local-lvm:vm-200-disk-0,size=8G"),
    onboot: fc.constantFrom(0, 1),
    cpulimit: fc.constantFrom("0.5", "2"),
    env: fc
      .array(
        word.map((name) => `${name}=1`),
        { minLength: 1, maxLength: 3 },
      )
      .map((list) => list.join("\0")),
    lxc: fc
      .array(
        fc.nat().map((id) => `lxc.idmap: u ${id} 100000 1`),
        { minLength: 1, maxLength: 3 },
      )
      .map((list) => list.join("\n")),
    description: fc
      .array(
        fc.string({ unit: "grapheme", minLength: 1 }).filter((line) => !/[\n\r\u2028\u2029]/.test(line)),
        { minLength: 1, maxLength: 3 },
      )
      .map((list) => `${list.join("\n")}\n`),
  },
  { requiredKeys: [] },
);
const snapshot = section.map((config) => ({ ...config, snaptime: 1_760_000_000, parent: "first" }));
const pending = fc.record(
  { tty: fc.constantFrom(1, 2, null), arch: fc.constantFrom("amd64", null) },
  { requiredKeys: [] },
);

test("what is printed is read back as it was", () => {
  fc.assert(
    fc.property(
      section,
      pending,
      fc.dictionary(
        word.filter((name) => name.length > 1),
        snapshot,
        { maxKeys: 3 },
      ),
      (config, waiting, snapshots) => {
        const written = guest({ config, pending: waiting, ...(Object.keys(snapshots).length > 0 && { snapshots }) });
        const read = parseConfigFile(printConfigFile(written));
        expect({ ...read, snapshots: { ...read.snapshots } }).toEqual({
          config,
          pending: waiting,
          snapshots: { ...snapshots },
        });
      },
    ),
  );
});

test("a line that says nothing is named", () => {
  expect(() => parseConfigFile("memory: 512\nnonsense\n")).toThrow("unable to parse config: nonsense");
  expect(() => parseConfigFile("colour: red\n")).toThrow("unknown setting 'colour'");
});
