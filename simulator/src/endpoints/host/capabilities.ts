/** What machines on a node can be given. Source: PVE::API2::Qemu::CPU, CPUFlags and Machine. */
import { endpoint } from "../../kernel/endpoint.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { choice, optional } from "../../schema/schema.ts";

const arch = () => optional(choice("x86_64", "aarch64"));

const models: Readonly<Record<string, readonly string[]>> = {
  default: [
    "host",
    "kvm32",
    "kvm64",
    "max",
    "qemu32",
    "qemu64",
    "x86-64-v2",
    "x86-64-v2-AES",
    "x86-64-v3",
    "x86-64-v4",
  ],
  AuthenticAMD: ["athlon", "EPYC", "EPYC-Genoa", "EPYC-Milan", "EPYC-Rome", "Opteron_G5", "phenom"],
  GenuineIntel: [
    "Broadwell",
    "Cascadelake-Server",
    "core2duo",
    "Haswell",
    "IvyBridge",
    "Nehalem",
    "SandyBridge",
    "Skylake-Client",
  ],
};

const flags: readonly (readonly [string, string])[] = [
  ["aes", "Activate AES instruction set for HW acceleration."],
  ["hv-evmcs", "Improve performance for nested virtualization. Only supported on Intel CPUs."],
  ["hv-tlbflush", "Improve performance in overcommitted Windows guests."],
  ["ibpb", "Allows improved Spectre mitigation with AMD CPUs."],
  ["md-clear", "Required to let the guest OS know if MDS is mitigated correctly."],
  ["nested-virt", "Controls nested virtualization, namely 'svm' for AMD CPUs and 'vmx' for Intel CPUs."],
  ["pcid", "Meltdown fix cost reduction on Westmere, Sandy-, and IvyBridge Intel CPUs."],
  ["pdpe1gb", "Allow guest OS to use 1GB size pages, if host HW supports it."],
  ["spec-ctrl", "Allows improved Spectre mitigation with Intel CPUs."],
  ["ssbd", 'Protection for "Speculative Store Bypass" for Intel models.'],
  ["virt-ssbd", 'Basis for "Speculative Store Bypass" protection for AMD models.'],
];

const versions = ["10.1", "10.0+pve1", "10.0", "9.2+pve1", "9.2", "9.1", "9.0", "8.2"];

const index = (path: string, names: readonly string[]) =>
  endpoint({
    method: "GET",
    path: `/nodes/{node}/capabilities${path}`,
    permission: everyone,
    run: () => names.map((name) => ({ name })),
  });

const cpuModels = endpoint({
  method: "GET",
  path: "/nodes/{node}/capabilities/qemu/cpu",
  permission: everyone,
  parameters: { arch: arch() },
  run: () => Object.entries(models).flatMap(([vendor, names]) => names.map((name) => ({ name, vendor, custom: 0 }))),
});

const cpuFlags = endpoint({
  method: "GET",
  path: "/nodes/{node}/capabilities/qemu/cpu-flags",
  permission: everyone,
  parameters: { arch: arch() },
  run: () => flags.map(([name, description]) => ({ name, description })),
});

const machines = endpoint({
  method: "GET",
  path: "/nodes/{node}/capabilities/qemu/machines",
  permission: everyone,
  parameters: { arch: arch() },
  run: () =>
    [...versions].flatMap((version) => [
      { id: `pc-q35-${version}`, type: "q35", version },
      { id: `pc-i440fx-${version}`, type: "i440fx", version },
    ]),
});

const migration = endpoint({
  method: "GET",
  path: "/nodes/{node}/capabilities/qemu/migration",
  permission: must(privileged("/nodes/{node}", "Sys.Audit")),
  run: () => ({ "has-dbus-vmstate": 1 }),
});

export const capabilities = [
  index("", ["qemu"]),
  index("/qemu", ["cpu", "cpu-flags", "machines", "migration"]),
  cpuModels,
  cpuFlags,
  machines,
  migration,
];
