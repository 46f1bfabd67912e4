import { describe, expect, test } from "@jest/globals";
import type { PlanJson } from "../../../model/review/plan-json.ts";
import { reviewPlan } from "../../../model/review/review.ts";
import { lab } from "./lab.ts";

const vm = {
  vm_id: 300,
  name: "box",
  node_name: "forge",
  started: true,
  template: false,
  tags: ["a"],
  memory: [{ dedicated: 2048, floating: 0 }],
  cpu: [{ cores: 2, hotplugged: 0, type: "host" }],
  disk: [{ interface: "scsi0", size: 20, datastore_id: "fast", aio: "io_uring", discard: "on" }],
  network_device: [{ bridge: "vmbr0", vlan_id: 0 }],
  initialization: [{ dns: [{ servers: ["192.168.88.1"] }] }],
  agent: [{ enabled: true, timeout: "2m" }],
  reboot_after_update: true,
};

const container = {
  vm_id: 114,
  node_name: "forge",
  started: true,
  initialization: [{ hostname: "gitea", dns: [{ servers: ["192.168.88.1"] }] }],
  memory: [{ dedicated: 1024, swap: 0 }],
  cpu: [{ cores: 2 }],
  disk: [{ size: 8, mount_options: [] }],
  tags: ["a"],
  features: [{ nesting: false }],
};

function kindOf(type: string, before: object, change: object): string | undefined {
  const after = { ...before, ...change };
  const plan: PlanJson = {
    format_version: "1.2",
    resource_changes: [
      { address: `${type}.x`, mode: "managed", type, name: "x", change: { actions: ["update"], before, after } },
    ],
  };
  const [reviewed] = reviewPlan(plan, { stack: "x", lab, guarded: new Set() }).changes;
  return reviewed && [reviewed.kind, ...reviewed.details].join(", ");
}

const ofVm = (change: object, before: object = vm) => kindOf("proxmox_virtual_environment_vm", before, change);
const ofContainer = (change: object) => kindOf("proxmox_virtual_environment_container", container, change);

describe("an update in place of a virtual machine", () => {
  test.each([
    ["less memory", { memory: [{ dedicated: 1024, floating: 0 }] }, "restart, memory 2GiB → 1GiB"],
    ["more memory without hotplug", { memory: [{ dedicated: 4096, floating: 0 }] }, "restart, memory 2GiB → 4GiB"],
    [
      "more memory with hotplug",
      { hotplug: "memory", memory: [{ dedicated: 4096, floating: 0 }] },
      "update, memory 2GiB → 4GiB, hotplug none → memory",
    ],
    ["more cores", { cpu: [{ cores: 4, hotplugged: 0, type: "host" }] }, "restart, cores 2 → 4"],
    [
      "another address of the DNS",
      { initialization: [{ dns: [{ servers: ["1.1.1.1"] }] }] },
      "restart, DNS servers +1.1.1.1 -192.168.88.1",
    ],
    [
      "the agent's patience",
      { agent: [{ enabled: true, timeout: "5m" }] },
      "restart, patience with the guest agent 2m → 5m",
    ],
    ["a disk on another storage", { disk: [{ ...vm.disk[0], datastore_id: "tank" }] }, "restart, storage fast → tank"],
    ["another way of disk access", { disk: [{ ...vm.disk[0], aio: "native" }] }, "restart, disk.aio io_uring → native"],
    ["a larger disk", { disk: [{ ...vm.disk[0], size: 30 }] }, "update, disk 20GiB → 30GiB"],
    [
      "a larger disk without hotplug",
      { hotplug: "network", disk: [{ ...vm.disk[0], size: 30 }] },
      "restart, disk 20GiB → 30GiB, hotplug none → network",
    ],
    ["a further disk", { disk: [vm.disk[0], { interface: "scsi2", size: 5 }] }, "update, disk scsi2 added"],
    ["another VLAN", { network_device: [{ bridge: "vmbr0", vlan_id: 90 }] }, "update, VLAN 0 → 90"],
    ["tags", { tags: ["a", "b"] }, "update, tags +b"],
    ["another node", { node_name: "asus" }, "update, node forge → asus"],
    ["a machine that is to stand still", { started: false }, "stop, running yes → no"],
    [
      "what the provider may not restart for",
      { reboot_after_update: false, bios: "ovmf" },
      "update, reboot_after_update true → false, firmware none → ovmf, takes effect after a restart by hand",
    ],
  ])("%s", (_, change, expected) => {
    expect(ofVm(change)).toBe(expected);
  });

  test("of a machine that does not run, or of a template, restarts nothing", () => {
    expect(ofVm({ bios: "ovmf" }, { ...vm, started: false })).toBe("update, firmware none → ovmf");
    expect(ofVm({ bios: "ovmf" }, { ...vm, template: true })).toBe("update, firmware none → ovmf");
  });

  test("of values that were never set to empty ones is no difference", () => {
    expect(ofVm({ cpu: [{ ...vm.cpu[0], affinity: "", flags: [], limit: 0 }] })).toBe("update");
  });
});

describe("an update in place of a container", () => {
  test.each([
    ["memory", { memory: [{ dedicated: 2048, swap: 0 }] }, "restart, memory 1GiB → 2GiB"],
    [
      "its hostname",
      { initialization: [{ ...container.initialization[0], hostname: "git" }] },
      "restart, hostname gitea → git",
    ],
    ["a console", { console: [{ enabled: true }] }, "restart, console added"],
    ["mount options", { disk: [{ size: 8, mount_options: ["noatime"] }] }, "restart, disk.mount_options +noatime"],
    ["memory that says the provider's default", { memory: [] }, "restart, memory 1GiB → 512MiB"],
    ["cores", { cpu: [{ cores: 4 }] }, "update, cores 2 → 4"],
    ["cores that say the provider's default", { cpu: [] }, "update, cores 2 → 1"],
    ["a larger disk", { disk: [{ size: 16, mount_options: [] }] }, "update, disk 8GiB → 16GiB"],
    ["features", { features: [{ nesting: true }] }, "update, features.nesting false → true"],
    ["tags", { tags: [] }, "update, tags -a"],
  ])("%s", (_, change, expected) => {
    expect(ofContainer(change)).toBe(expected);
  });

  test("tells what a block takes along that no file can say", () => {
    const limited = { ...container, cpu: [{ cores: 2, limit: 1.5, units: 512 }] };
    const [of, said] = ["proxmox_virtual_environment_container", "cores 2 → 1, cpu.limit 1.5 → 0, cpu.units 512 → 0"];
    expect(kindOf(of, limited, { cpu: [] })).toBe(`update, ${said}`);
  });

  test("counts the memory that a container has where its block is not written", () => {
    const type = "proxmox_virtual_environment_container";
    const change = { actions: ["update"], before: container, after: { ...container, memory: [] } };
    const plan = {
      format_version: "1.2",
      resource_changes: [{ address: "x", mode: "managed", type, name: "x", change }],
    };
    const [forge] = reviewPlan(plan, { stack: "x", lab, guarded: new Set() }).memory;
    expect((forge?.before ?? 0) - (forge?.after ?? 0)).toBe(512 * 2 ** 20);
  });

  test("of one that comes without these blocks is told with what it gets", () => {
    const type = "proxmox_virtual_environment_container";
    const change = { actions: ["create"], before: null, after: { ...container, cpu: [], memory: [] } };
    const plan = {
      format_version: "1.2",
      resource_changes: [{ address: "x", mode: "managed", type, name: "x", change }],
    };
    const [created] = reviewPlan(plan, { stack: "x", lab, guarded: new Set() }).changes;
    expect(created?.details).toEqual(["1 cores", "512MiB", "disk 8GiB"]);
  });
});
