/** Every volume that a machine names, and what for: in what it runs with, in what waits for a start, in its snapshots. Source: PVE::QemuServer, foreach_volid. */
import type { Config, Guest } from "../guests/guest.ts";
import { parseSize } from "../schema/sizes.ts";
import { type Drive, drivesOf, isCdrom, isCloudInit } from "./drives.ts";

type Flag = 0 | 1;

/** What Proxmox knows of a volume; flags hold when they do for one of its uses, `cdrom` when it does for all. */
export interface VolumeUse {
  readonly volid: string;
  readonly cdrom: Flag;
  readonly is_cloudinit: Flag;
  readonly replicate: Flag;
  readonly shared: Flag;
  readonly is_unused: Flag;
  readonly is_attached: Flag;
  readonly is_vmstate: Flag;
  readonly is_tpmstate: Flag;
  /** Bytes, as the drive says: a CD-ROM may say nothing. */
  readonly size?: number;
  /** `scsi0`; a disk that is not attached has none. */
  readonly drivename?: string;
  readonly referenced_in_snapshot?: Readonly<Record<string, 1>>;
  readonly referenced_in_pending?: 1;
}

/** Where a configuration stands: in a snapshot, among what waits, or in use. */
type Place = { readonly snapshot: string } | "pending" | "now";

/** @returns what the machine names, each once; empty CD-ROMs name `none` */
export function volumeUses({ config, pending, snapshots = {} }: Guest): VolumeUse[] {
  const waiting = Object.fromEntries(Object.entries(pending).filter(([, value]) => value !== null)) as Config;
  const uses = [
    ...drives(config).map((drive) => useOf(drive, "now")),
    ...drives(waiting).map((drive) => useOf(drive, "pending")),
    ...Object.entries(snapshots).flatMap(([snapshot, saved]) =>
      drives(saved).map((drive) => useOf(drive, { snapshot })),
    ),
  ];
  const known = new Map<string, VolumeUse>();
  for (const use of uses) {
    const before = known.get(use.volid);
    known.set(use.volid, before ? both(before, use) : use);
  }
  return [...known.values()];
}

/** Drives, and where memory was saved. */
const drives = (config: Config): [name: string, drive: Drive][] => [
  ...drivesOf(config, { unused: true }),
  ...(config.vmstate === undefined ? [] : [["vmstate", { file: String(config.vmstate) }] as [string, Drive]]),
];

function useOf([name, drive]: readonly [name: string, drive: Drive], place: Place): VolumeUse {
  const isUnused = name.startsWith("unused");
  const size = parseSize(drive.size ?? "0");
  return {
    volid: drive.file,
    cdrom: flag(isCdrom(drive)),
    is_cloudinit: flag(isCloudInit(drive)),
    replicate: flag(drive.replicate !== "0"),
    shared: flag(drive.shared === "1"),
    is_unused: flag(isUnused),
    is_attached: flag(!isUnused && place === "now"),
    is_vmstate: flag(name === "vmstate"),
    is_tpmstate: flag(name === "tpmstate0"),
    ...(size && { size }),
    ...(!isUnused && name !== "vmstate" && { drivename: name }),
    ...(place === "pending" && { referenced_in_pending: 1 }),
    ...(typeof place === "object" && { referenced_in_snapshot: { [place.snapshot]: 1 } }),
  };
}

const flag = (holds: boolean): Flag => (holds ? 1 : 0);

/** Flags that one use suffices for. */
const anywhere = [
  "is_cloudinit",
  "replicate",
  "shared",
  "is_unused",
  "is_attached",
  "is_vmstate",
  "is_tpmstate",
] as const satisfies (keyof VolumeUse)[];

function both(before: VolumeUse, after: VolumeUse): VolumeUse {
  const either = anywhere.map((name) => [name, flag(before[name] === 1 || after[name] === 1)]);
  const size = before.size ?? after.size;
  const snapshots = { ...before.referenced_in_snapshot, ...after.referenced_in_snapshot };
  return {
    ...before,
    ...after,
    ...(Object.fromEntries(either) as Pick<VolumeUse, (typeof anywhere)[number]>),
    cdrom: flag(before.cdrom === 1 && after.cdrom === 1),
    ...(size !== undefined && { size }),
    ...(Object.keys(snapshots).length > 0 && { referenced_in_snapshot: snapshots }),
  };
}
