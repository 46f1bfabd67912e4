import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import type { Image, Machine } from "../../model/lab.ts";
import { guest, image, lab, lan, local, site } from "./lab.ts";
import { machineOf, type StackJson, synth } from "./synth.ts";

function machine(change: Partial<Machine> = {}): Record<string, unknown> {
  return machineOf(stack(change));
}

function stack(change: Partial<Machine> = {}): StackJson {
  const { gitea } = synth(lab([guest(change)]));
  if (!gitea) throw new Error("no stack");
  return gitea;
}

describe("a machine", () => {
  test("is a full clone of its promoted template, on its own storage", () => {
    expect(machine().clone).toEqual({ vm_id: 9001, node_name: "forge", datastore_id: "fast", full: true, retries: 1 });
  });

  test("has one SCSI disk with SSD emulation and discard, and says every attribute of it", () => {
    expect(machine({ disk: 60 * 2 ** 30 })).toMatchObject({
      scsi_hardware: "virtio-scsi-single",
      disk: [
        {
          interface: "scsi0",
          datastore_id: "fast",
          size: 60,
          ssd: true,
          discard: "on",
          iothread: true,
          aio: "io_uring",
          cache: "none",
          backup: true,
          replicate: true,
        },
      ],
    });
  });

  test("has its cores and its memory, and gives none of it back", () => {
    expect(machine({ cores: 4, memory: 24 * 2 ** 30 })).toMatchObject({
      cpu: { cores: 4, sockets: 1 },
      memory: { dedicated: 24576, floating: 0 },
    });
  });

  test("has one virtio network interface, with all eleven keys that OpenTofu wants", () => {
    expect(machine().network_device).toEqual([
      {
        bridge: "vmbr0",
        disconnected: null,
        enabled: null,
        firewall: false,
        mac_address: "BC:24:11:5A:00:D6",
        model: "virtio",
        mtu: null,
        queues: null,
        rate_limit: null,
        trunks: null,
        vlan_id: null,
      },
    ]);
  });

  test("carries the VLAN of its network", () => {
    expect(machine({ network: { ...lan, vlan: 90 } }).network_device).toMatchObject([{ vlan_id: 90 }]);
  });

  test("gets address, gateway, DNS, login and keys from cloud-init, on a drive of its own", () => {
    expect(machine().initialization).toEqual({
      datastore_id: "fast",
      interface: "scsi1",
      upgrade: false,
      dns: { domain: "home.arpa", servers: ["192.168.88.1"] },
      ip_config: [{ ipv4: { address: "192.168.88.64/24", gateway: "192.168.88.1" } }],
      user_account: { username: "ops", keys: site.keys },
    });
  });

  test("has no gateway where its network has none", () => {
    const { gateway: _, ...island } = lan;
    expect(machine({ network: island }).initialization).toMatchObject({
      ip_config: [{ ipv4: { address: "192.168.88.64/24" } }],
    });
    expect(JSON.stringify(machine({ network: island }))).not.toContain("gateway");
  });

  test("is started with its node and named after its persona's file", () => {
    expect(machine()).toMatchObject({
      name: "gitea",
      vm_id: 214,
      node_name: "forge",
      tags: ["git", "strata"],
      on_boot: true,
      description: "Managed by Strata: personas/home/gitea.yaml. Edits by hand are drift.",
    });
  });

  test("keeps no tags rather than an empty list of them", () => {
    expect(machine({ tags: [] })).not.toHaveProperty("tags");
  });
});

describe("the image's contract", () => {
  const from = (change: Partial<Image>) => machine({ image: { ...image, ...change } });

  test.each<[Image["firmware"], Image["machine"], string, string]>([
    ["uefi", "q35", "ovmf", "q35"],
    ["bios", "i440fx", "seabios", "pc"],
  ])("%s and %s become %s and %s", (firmware, chipset, bios, machine) => {
    expect(from({ firmware, machine: chipset })).toMatchObject({ bios, machine });
  });

  test("leaves the EFI disk to the clone", () => {
    expect(machine()).not.toHaveProperty("efi_disk");
  });

  test.each<[Image["cpuLevel"], string]>([
    ["x86-64-v1", "kvm64"],
    ["x86-64-v2", "x86-64-v2-AES"],
    ["x86-64-v3", "x86-64-v3"],
    ["x86-64-v4", "x86-64-v4"],
  ])("a guest whose image needs %s gets the CPU type %s", (cpuLevel, type) => {
    expect(from({ cpuLevel }).cpu).toEqual({ cores: 2, sockets: 1, type });
  });

  test("switches the agent on where it is promised, with a short wait", () => {
    expect(machine().agent).toEqual({ enabled: true, timeout: "2m", wait_for_ip: { ipv4: true } });
  });

  test("switches the agent off where it is not promised, so that nothing waits for it", () => {
    expect(from({ guarantees: { ...image.guarantees, agent: false } }).agent).toEqual({ enabled: false });
  });
});

describe("what may happen to a machine", () => {
  test("a protected one is guarded by OpenTofu and by Proxmox", () => {
    expect(machine({ protect: true })).toMatchObject({ protection: true, lifecycle: { prevent_destroy: true } });
  });

  test("an unprotected one is guarded by neither", () => {
    expect(machine()).toMatchObject({ protection: false });
    expect(machine().lifecycle).not.toHaveProperty("prevent_destroy");
  });

  test("a new template replaces it; where it was copied from or to once does not", () => {
    expect(machine().lifecycle).toEqual({ ignore_changes: ["clone[0].node_name", "clone[0].datastore_id"] });
  });

  test("a new one is never made beside the old: number and address are taken", () => {
    expect(
      JSON.stringify(synth(lab([guest(), guest({ name: "k3s-single", kind: "k3s", protect: true })]))),
    ).not.toContain("create_before_destroy");
  });

  test("a changed node moves it", () => {
    expect(machine().migrate).toBe(true);
  });

  test("its removal takes nothing else along", () => {
    expect(machine()).toMatchObject({ purge_on_destroy: false, delete_unreferenced_disks_on_destroy: false });
  });
});

describe("user data", () => {
  const content = { packages: ["git"], runcmd: ["echo ${HOME} 100% %{done}"] };
  const withUserData = stack({ userData: { content, storage: local } });
  const [[address, snippet] = []] = Object.entries(withUserData.resource.proxmox_virtual_environment_file ?? {});

  test("is a snippet under a name that stays", () => {
    expect(snippet).toMatchObject({
      node_name: "forge",
      datastore_id: "local",
      content_type: "snippets",
      source_raw: { file_name: "gitea-214-user-data.yaml" },
    });
  });

  test("takes the place of login and keys, and is there before the machine", () => {
    const machine = machineOf(withUserData);
    expect(machine.initialization).toMatchObject({ user_data_file_id: "local:snippets/gitea-214-user-data.yaml" });
    expect(machine.initialization).not.toHaveProperty("user_account");
    expect(machine.depends_on).toEqual([`proxmox_virtual_environment_file.${address}`]);
  });

  test("is a cloud-config with hostname, login, keys and what the persona adds", () => {
    const { data } = (snippet as { source_raw: { data: string } }).source_raw;
    expect(data).toMatch(/^#cloud-config\n/);
    expect(parse(data)).toEqual({
      hostname: "gitea",
      fqdn: "gitea.home.arpa",
      manage_etc_hosts: true,
      user: "ops",
      ssh_authorized_keys: site.keys,
      package_upgrade: false,
      packages: ["git"],
      runcmd: ["echo $${HOME} 100% %%{done}"],
    });
  });

  test("of two texts, the machine is the same", () => {
    const other = stack({ userData: { content: { packages: ["vim"] }, storage: local } });
    expect(machineOf(other)).toEqual(machineOf(withUserData));
  });

  test("without it there is no file, and no SSH", () => {
    expect(stack().resource).not.toHaveProperty("proxmox_virtual_environment_file");
  });
});
