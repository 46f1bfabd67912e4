/** Property strings of the other devices and settings of a machine. Source: PVE::QemuServer and its modules. */
import { registerFormat } from "../../schema/formats.ts";
import {
  aliasOf,
  boolean,
  choice,
  type Fields,
  formatted,
  integer,
  number,
  optional,
  string,
  unnamed,
} from "../../schema/schema.ts";

export const agent = {
  enabled: unnamed(boolean()),
  "freeze-fs": optional(boolean()),
  "freeze-fs-on-backup": aliasOf("freeze-fs"),
  "guest-fsfreeze": aliasOf("freeze-fs"),
  fstrim_cloned_disks: optional(boolean()),
  type: optional(choice("virtio", "isa")),
} as const satisfies Fields;

export const audio: Fields = {
  device: choice("ich9-intel-hda", "intel-hda", "AC97"),
  driver: optional(choice("spice", "none")),
};

export const cpu: Fields = {
  cputype: unnamed(optional(string())),
  "reported-model": optional(string()),
  hidden: optional(boolean()),
  "hv-vendor-id": optional(string({ pattern: "[a-zA-Z0-9]{1,12}" })),
  flags: optional(string({ pattern: "[+-][a-zA-Z0-9._-]+(;[+-][a-zA-Z0-9._-]+)*" })),
  "guest-phys-bits": optional(integer({ minimum: 32, maximum: 64 })),
  "phys-bits": optional(string({ pattern: "\\d+|host" })),
  level: optional(integer({ minimum: 0, maximum: 4_294_967_295 })),
};

const pciId = "(?:[0-9a-fA-F]{4,}:)?[0-9a-fA-F]{2}:[0-9a-fA-F]{2}(?:\\.[0-9a-fA-F])?";
const hexId = () => optional(string({ pattern: "0x[0-9a-fA-F]{4}" }));

export const hostpci = {
  host: unnamed(optional(string({ pattern: `${pciId}(;${pciId})*` }))),
  mapping: optional(formatted("pve-configid")),
  rombar: optional(boolean()),
  romfile: optional(string({ pattern: "[^,;]+" })),
  pcie: optional(boolean()),
  "x-vga": optional(boolean()),
  "legacy-igd": optional(boolean()),
  mdev: optional(string({ pattern: "[^/\\.:]+" })),
  "vendor-id": hexId(),
  "device-id": hexId(),
  "sub-vendor-id": hexId(),
  "sub-device-id": hexId(),
  driver: optional(choice("vfio", "keep")),
} as const satisfies Fields;

export const ivshmem: Fields = {
  size: integer({ minimum: 1 }),
  name: optional(string({ pattern: "[a-zA-Z0-9\\-]+" })),
};

export const machineTypes =
  "(pc|pc(-i440fx)?-\\d+(\\.\\d+)+(\\+pve\\d+)?(\\.pxe)?|q35|pc-q35-\\d+(\\.\\d+)+(\\+pve\\d+)?(\\.pxe)?|virt(?:-\\d+(\\.\\d+)+)?(\\+pve\\d+)?)";

export const machine: Fields = {
  type: unnamed(optional(string({ pattern: machineTypes, maxLength: 40 }))),
  "aw-bits": optional(number({ minimum: 32, maximum: 64 })),
  "enable-s3": optional(boolean()),
  "enable-s4": optional(boolean()),
  viommu: optional(choice("intel", "virtio")),
};

export const memory = { current: unnamed(integer({ minimum: 16 })) } as const satisfies Fields;

const ranges = "(?^:\\d+(?:-\\d+)?(?:;\\d+(?:-\\d+)?)*)";
export const numa: Fields = {
  cpus: string({ pattern: ranges }),
  hostnodes: optional(string({ pattern: ranges })),
  memory: optional(number()),
  policy: optional(choice("preferred", "bind", "interleave")),
};

export const rng = {
  source: unnamed(choice("/dev/urandom", "/dev/random", "/dev/hwrng")),
  max_bytes: optional(integer()),
  period: optional(integer()),
} as const satisfies Fields;

export const smbios = {
  uuid: optional(string({ pattern: "[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}" })),
  base64: optional(boolean()),
  family: optional(string()),
  manufacturer: optional(string()),
  product: optional(string()),
  serial: optional(string()),
  sku: optional(string()),
  version: optional(string()),
} as const satisfies Fields;

export const spice: Fields = {
  foldersharing: optional(boolean()),
  videostreaming: optional(choice("off", "all", "filter")),
};

export const usb = {
  host: unnamed(
    optional(
      string({
        pattern:
          "(?^:(?:(?:(?^:(0x)?([0-9A-Fa-f]{4}):(0x)?([0-9A-Fa-f]{4})))|(?:(?^:(\\d+)\\-(\\d+(\\.\\d+)*)))|[Ss][Pp][Ii][Cc][Ee]))",
      }),
    ),
  ),
  mapping: optional(formatted("pve-configid")),
  usb3: optional(boolean()),
} as const satisfies Fields;

export const vga: Fields = {
  type: unnamed(
    optional(
      choice(
        "cirrus",
        "qxl",
        "qxl2",
        "qxl3",
        "qxl4",
        "none",
        "serial0",
        "serial1",
        "serial2",
        "serial3",
        "std",
        "virtio",
        "virtio-gl",
        "vmware",
      ),
    ),
  ),
  clipboard: optional(choice("vnc")),
  memory: optional(integer({ minimum: 4, maximum: 512 })),
};

export const virtiofs = {
  dirid: unnamed(formatted("pve-configid")),
  cache: optional(choice("auto", "always", "metadata", "never")),
  "direct-io": optional(boolean()),
  "expose-acl": optional(boolean()),
  "expose-xattr": optional(boolean()),
} as const satisfies Fields;

export const watchdog: Fields = {
  model: unnamed(optional(choice("i6300esb", "ib700"))),
  action: optional(choice("reset", "shutdown", "poweroff", "pause", "debug", "none")),
};

export const boot = {
  legacy: unnamed(optional(string({ pattern: "[acdn]{1,4}" }))),
  order: optional(string()),
} as const satisfies Fields;

registerFormat("pve-qm-bootdisk", (text) =>
  /^(ide|sata|scsi|virtio)\d+$/.test(text) ? undefined : `invalid boot disk '${text}'`,
);
registerFormat("pve-hotplug-features", (text) => {
  if (text === "0" || text === "1") return undefined;
  const features = ["network", "disk", "cpu", "memory", "usb", "cloudinit"];
  const wrong = text.split(/[\s,;]+/).find((feature) => feature !== "" && !features.includes(feature));
  return wrong === undefined ? undefined : `unable to parse hotplug option`;
});
registerFormat("pve-cpuset", (text) =>
  /^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(text) ? undefined : "unable to parse cpuset",
);
registerFormat("pve-qemu-sev-fmt", (text) =>
  /^(type=)?(std|es|snp)(,|$)/.test(text) ? undefined : "unable to parse amd-sev",
);
registerFormat("pve-qemu-tdx-fmt", (text) =>
  /^(type=)?tdx(,|$)/.test(text) ? undefined : "unable to parse intel-tdx",
);
