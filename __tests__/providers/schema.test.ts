import { describe, expect, test } from "@jest/globals";
import { expression, literal } from "../../providers/hcl.ts";
import {
  block,
  blocks,
  bool,
  encode,
  ForEach,
  list,
  number,
  object,
  optional,
  required,
  snakeCase,
  string,
} from "../../providers/schema.ts";

const table = {
  vmId: required(number),
  onBoot: optional(bool),
  tags: optional(list(string)),
  nic: optional(list(object({ macAddress: string, vlanId: number }))),
  dns: block({ servers: optional(list(string)) }),
  ipConfig: blocks({ ipv4: block({ address: optional(string) }) }),
} as const;

describe("properties become OpenTofu's JSON", () => {
  test("under the provider's names, without what is not set", () => {
    expect(encode(table, { vmId: 210, onBoot: undefined, tags: ["a"] })).toEqual({ vm_id: 210, tags: ["a"] });
  });

  test("an object that is a value has every key", () => {
    expect(encode(table, { vmId: 210, nic: [{ vlanId: 90 }] })).toEqual({
      vm_id: 210,
      nic: [{ mac_address: null, vlan_id: 90 }],
    });
  });

  test("blocks are nested", () => {
    expect(encode(table, { vmId: 210, dns: { servers: [] }, ipConfig: [{ ipv4: { address: "dhcp" } }, {}] })).toEqual({
      vm_id: 210,
      dns: { servers: [] },
      ip_config: [{ ipv4: { address: "dhcp" } }, {}],
    });
  });

  test("blocks for each entry of a map are OpenTofu's to write", () => {
    const each = new ForEach(expression("var.cards"), { ipv4: { address: expression("ip_config.value") } });
    expect(encode(table, { vmId: 210, ipConfig: each })).toEqual({
      vm_id: 210,
      dynamic: { ip_config: { for_each: "${var.cards}", content: { ipv4: { address: "${ip_config.value}" } } } },
    });
  });
});

test.each([
  ["vmId", "vm_id"],
  ["ipv4", "ipv4"],
  ["deleteUnreferencedDisksOnDestroy", "delete_unreferenced_disks_on_destroy"],
])("%s is %s to the provider", (ours, theirs) => {
  expect(snakeCase(ours)).toBe(theirs);
});

test.each([
  ["echo ${HOME}", "echo $${HOME}"],
  ["%{ if }", "%%{ if }"],
  ["100% of $5 {}", "100% of $5 {}"],
])("the text %j is written %j, so that OpenTofu leaves it alone", (text, written) => {
  expect(literal(text)).toBe(written);
});
