import { expect, test } from "@jest/globals";
import type { LivingGuest } from "../../../model/adoption/living.ts";
import { propose } from "../../../model/adoption/proposal.ts";
import { lab, living } from "./home.ts";

const wiki = (change: Partial<LivingGuest> = {}, options: Readonly<Record<string, string>> = {}) =>
  living(
    { id: 130, name: "wiki", ...change },
    { net0: "name=eth0,bridge=vmbr0,ip=192.168.88.130/24,gw=192.168.88.1", onboot: "1", unprivileged: "1", ...options },
  );

test("a container that no file declares is offered one that says it as the host has it", () => {
  expect(propose(lab, wiki({}, { swap: "512", protection: "1", features: "nesting=1,keyctl=1" }))).toEqual({
    name: "wiki",
    file: "personas/home/wiki.yaml",
    content: `# yaml-language-server: $schema=../../schemas/persona.json
kind: lxc
id: 130
node: asus
os: debian13 # the nearest of the site's; it is not made anew from it
cores: 2
memory: 1GiB
swap: 512MiB
disk: 8GiB
address: 192.168.88.130
features: [keyctl, nesting]
pool: platform
tags: [git]
protect: true
adopted: true
`,
  });
});

test("what is unusual is said: privileges, no start with the node, half a GiB as a whole one", () => {
  const proposal = propose(
    lab,
    wiki({}, { unprivileged: "0", onboot: "0", rootfs: "tank:subvol-130-disk-0,size=512M" }),
  );
  expect("content" in proposal && proposal.content.split("\n")).toEqual(
    expect.arrayContaining(["unprivileged: false", "onboot: false", "disk: 1GiB"]),
  );
});

test("a root that is no whole number of GiB is told as the provider reads it", () => {
  const proposal = propose(lab, wiki({}, { rootfs: "tank:subvol-130-disk-0,size=8704M" }));
  expect("content" in proposal && proposal.content).toContain("disk: 8GiB\n");
});

test.each<[LivingGuest, string]>([
  [
    wiki({}, { rootfs: "local-lvm:vm-130-disk-0,size=8G" }),
    "wiki (ct 130 on asus): site.yaml has no storage local-lvm on asus that takes containers",
  ],
  [
    wiki({ kind: "vm" }),
    "wiki (vm 130 on asus): a machine is described by the image it is cloned from; this one has none",
  ],
  [wiki({ name: "Wiki.lan" }), "Wiki.lan (ct 130 on asus): its name is none for a file; rename it on the host"],
  [wiki({ node: "attic" }), "wiki (ct 130 on attic): site.yaml has no node attic"],
  [wiki({}, { ostype: "gentoo" }), "wiki (ct 130 on asus): site.yaml has no OS template of gentoo"],
  [
    wiki({}, { net0: "name=eth0,bridge=vmbr0,ip=dhcp" }),
    "wiki (ct 130 on asus): its address is dhcp, and a file names one",
  ],
  [wiki({}, { net0: "name=eth0,bridge=vmbr0" }), "wiki (ct 130 on asus): its address is not set, and a file names one"],
  [
    wiki({}, { net0: "name=eth0,ip=172.20.0.7/24" }),
    "wiki (ct 130 on asus): its address 172.20.0.7 is in no network of site.yaml",
  ],
  [wiki({}, { net1: "name=eth1,bridge=vmbr0" }), "wiki (ct 130 on asus): it has more than one network card (net1)"],
])("what no file can say is left alone, and why is told", (guest, why) => {
  expect(propose(lab, guest)).toEqual({ name: guest.name, why });
});
