import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ipconfig } from "../../src/qemu/options/cloud-init.ts";
import { net } from "../../src/qemu/options/network.ts";
import { checkValues } from "../../src/schema/check.ts";
import { parseProperties, printProperties } from "../../src/schema/property-string.ts";
import {
  boolean,
  choice,
  formatted,
  indexed,
  integer,
  keyed,
  list,
  optional,
  string,
} from "../../src/schema/schema.ts";
import { parseSize, printSize } from "../../src/schema/sizes.ts";

const fields = {
  vmid: integer({ minimum: 100, maximum: 999_999_999 }),
  full: optional(boolean(), false),
  name: optional(formatted("dns-name")),
  mode: optional(choice("a", "b")),
  note: optional(string({ maxLength: 3, minLength: 2 })),
  tags: optional(formatted("pve-tag-list")),
  size: optional(string({ pattern: "\\+?\\d+[KMGT]?" })),
  ids: optional(list(integer())),
  checksum: { ...optional(string()), requires: "mode" },
  key: { ...optional(string()), requires: "vmid" },
  "net[n]": indexed(4, keyed(net)),
};

describe("checked values", () => {
  test("are typed, with what is missing filled in", () => {
    expect(checkValues(fields, { vmid: "100", ids: "7", net3: "virtio=BC:24:11:00:00:01", tags: ["a", "b"] })).toEqual({
      values: { vmid: 100, full: false, ids: [7], net3: "virtio=BC:24:11:00:00:01", tags: "a,b" },
    });
  });

  test.each([
    [{}, { vmid: "property is missing and it is not optional" }],
    [{ vmid: "x" }, { vmid: "type check ('integer') failed - got 'x'" }],
    [{ vmid: 99 }, { vmid: "value must have a minimum value of 100" }],
    [{ vmid: "1000000000" }, { vmid: "value must have a maximum value of 999999999" }],
    [{ vmid: 100, full: "yes" }, { full: "type check ('boolean') failed - got 'yes'" }],
    [{ vmid: 100, name: "a_b" }, { name: "invalid format - value does not look like a valid DNS name\n" }],
    [{ vmid: 100, mode: "c" }, { mode: "value 'c' does not have a value in the enumeration 'a, b'" }],
    [{ vmid: 100, note: "abcd" }, { note: "value may only be 3 characters long" }],
    [{ vmid: 100, note: "a" }, { note: "value must be at least 2 characters long" }],
    [{ vmid: 100, size: "1X" }, { size: "value does not match the regex pattern" }],
    [{ vmid: [1, 2] }, { vmid: "type check ('integer') failed - got ARRAY" }],
    [{ vmid: { a: 1 } }, { vmid: "type check ('integer') failed - got HASH" }],
    [{ vmid: 100, ids: [1, "x"] }, { "ids[1]": "type check ('integer') failed - got 'x'" }],
    [{ vmid: 100, ids: { a: 1 } }, { ids: "type check ('array') failed" }],
    [{ vmid: 100, note: true }, { note: "type check ('string') failed - got JSON::PP::Boolean" }],
    [
      { vmid: 100, size: null, hue: null },
      { hue: "property is not defined in schema and the schema does not allow additional properties" },
    ],
    [{ vmid: "x", key: "1" }, { vmid: "type check ('integer') failed - got 'x'" }],
    [{ key: "1" }, { vmid: "property is missing and it is not optional\\nmissing property required by 'key'" }],
    [{ vmid: 100, checksum: "x" }, { mode: "missing property required by 'checksum'" }],
    [
      { vmid: 100, net4: "virtio" },
      { net4: "property is not defined in schema and the schema does not allow additional properties" },
    ],
    [
      { vmid: 100, net01: "virtio" },
      { net01: "property is not defined in schema and the schema does not allow additional properties" },
    ],
    [
      { vmid: 100, constructor: "x" },
      { constructor: "property is not defined in schema and the schema does not allow additional properties" },
    ],
  ])("%j is refused as Proxmox refuses it", (given, errors) => {
    expect(checkValues(fields, given).errors).toEqual(errors);
  });
});

describe("a property string", () => {
  test("reads aliases and prints in Proxmox's order", () => {
    const card = parseProperties(net, "bridge=vmbr0,model=virtio,tag=5,macaddr=BC:24:11:00:00:01,firewall=off");
    expect(card).toEqual({ model: "virtio", macaddr: "BC:24:11:00:00:01", bridge: "vmbr0", tag: 5, firewall: false });
    expect(printProperties(net, card)).toBe("virtio=BC:24:11:00:00:01,bridge=vmbr0,firewall=0,tag=5");
  });

  test.each([
    [net, "virtio=BC:24:11:00:00:01,colour=red", "invalid key in comma-separated list property: colour"],
    [net, "virtio=BC:24:11:00:00:01,tag=1,tag=2", "duplicate key in comma-separated list property: tag"],
    [ipconfig, "dhcp", "value without key, but schema does not define a default key"],
    [net, "bridge=vmbr0", "format error\n.model: property is missing and it is not optional"],
    [
      net,
      "virtio=FF:FF:FF:FF:FF:FF",
      "format error\n.macaddr: invalid format - value does not look like a valid unicast MAC address\n",
    ],
    [ipconfig, "=1", "missing key in comma-separated list property"],
  ])("%# is refused as Proxmox refuses it", (format, text, reason) => {
    expect(() => parseProperties(format, text)).toThrow(reason.replace("\n.", "\n"));
  });

  test("is the same after it was read and printed", () => {
    const card = fc.record(
      {
        model: fc.constantFrom("virtio", "e1000", "rtl8139"),
        macaddr: fc.constant("BC:24:11:AB:CD:EF"),
        bridge: fc.constantFrom("vmbr0", "vmbr1"),
        firewall: fc.boolean(),
        tag: fc.integer({ min: 1, max: 4094 }),
        mtu: fc.integer({ min: 1, max: 65_520 }),
      },
      { requiredKeys: ["model"] },
    );
    fc.assert(
      fc.property(card, (values) => {
        const text = printProperties(net, values);
        expect(parseProperties(net, text)).toEqual(values);
        expect(printProperties(net, parseProperties(net, text))).toBe(text);
      }),
    );
  });
});

test("sizes are printed in the largest unit that is exact, and read again", () => {
  expect([0, 1023, 1024, 4 * 1024 ** 2, 20 * 1024 ** 3, 1536 * 1024 ** 3].map(printSize)).toEqual([
    "0",
    "1023",
    "1K",
    "4M",
    "20G",
    "1536G",
  ]);
  fc.assert(fc.property(fc.nat(2 ** 50), (bytes) => expect(parseSize(printSize(bytes))).toBe(bytes)));
  expect(["1.5G", "10GiB", "10 GiB", "x", "1GB", ""].map(parseSize)).toEqual([
    1.5 * 1024 ** 3,
    10 * 1024 ** 3,
    10 * 1024 ** 3,
    undefined,
    undefined,
    undefined,
  ]);
});
