import { expect, test } from "@jest/globals";
import { printFirewallFile } from "../../src/firewall/print-file.ts";
import { readFirewallFile } from "../../src/firewall/read-file.ts";

const now = 1_800_000_000;
const networks = new Map([["lan-all", undefined]]);
const text = `[OPTIONS]

enable: 1
log_ratelimit: enable=1,rate=1/second

[ALIASES]

Router 192.168.1.1 # the way out

[IPSET lab] # at home

!10.0.0.1
192.168.1.0/24 # all of it

[RULES]

|IN SSH(ACCEPT) -i vmbr0 -source Router -log info # by hand
GROUP web
FORWARD DROP -p icmp -icmp-type echo-request

[group web]

IN ACCEPT -dest +lab -p tcp -dport 80,443

`;

test("a file is read and written as it was", () => {
  const config = readFirewallFile(text, { place: "cluster", now, networks });
  expect(printFirewallFile(config)).toBe(text);
  expect(config.rules).toEqual([
    {
      type: "in",
      action: "ACCEPT",
      macro: "SSH",
      iface: "vmbr0",
      source: "Router",
      log: "info",
      enable: 0,
      ipversion: 4,
      comment: "by hand",
    },
    { type: "group", action: "web", enable: 1 },
    { type: "forward", action: "DROP", enable: 1, ipversion: 4, proto: "icmp", "icmp-type": "echo-request" },
  ]);
});

test("lines that make no sense are left out", () => {
  const broken =
    "enable: 1\n[OPTIONS]\nenable: 7up\ncolour: red\n[RULES]\nIN\nIN ACCEPT -colour red\n[group x-too-long-a-name-for-it]\nIN ACCEPT\n";
  const { options, rules, groups } = readFirewallFile(broken, { place: "cluster", now, networks });
  expect({ options, rules, groups }).toEqual({ options: {}, rules: [], groups: {} });
});

test("a rule that became wrong stays, and says what is wrong", () => {
  const { rules } = readFirewallFile("[RULES]\nIN ACCEPT -source gone -i eth0 -dest +sdn/lan-all\n", {
    place: "vm",
    now,
    networks,
  });
  expect(rules).toMatchObject([
    { errors: { source: "no such alias 'gone'", iface: "value does not match the regex pattern 'net\\d+'" } },
  ]);
});

test("the cluster's firewall that is switched on with a time is off again after a minute", () => {
  const enabledAt = (time: number) =>
    readFirewallFile(`[OPTIONS]\nenable: ${time}\n`, { place: "cluster", now, networks }).options.enable;
  expect([now - 60, now - 61].map(enabledAt)).toEqual([now - 60, 0]);
});
