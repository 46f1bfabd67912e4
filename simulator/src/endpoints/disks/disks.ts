/** The block devices of a node. */
import { filled } from "../../access/user-config.ts";
import { diskNamed } from "../../hardware/disk-groups.ts";
import { type Disk, diskKey, disks } from "../../hardware/disks.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { everyone, must, privileged, rootOnly, some } from "../../permission/rule.ts";
import { boolean, choice, optional, string } from "../../schema/schema.ts";
import { takes } from "../../tasks/work.ts";

const disk = string({ pattern: "^/dev/[a-zA-Z0-9\\/]+$" });
const baseName = (device: string) => device.replace(/^.*\//, "");

export const diskIndex = endpoint({
  method: "GET",
  path: "/nodes/{node}/disks",
  permission: everyone,
  run: () => ["list", "initgpt", "smart", "lvm", "lvmthin", "directory", "wipedisk", "zfs"].map((name) => ({ name })),
});

export const listDisks = endpoint({
  method: "GET",
  path: "/nodes/{node}/disks/list",
  permission: must(some(privileged("/", "Sys.Audit"), privileged("/nodes/{node}", "Sys.Audit"))),
  parameters: {
    "include-partitions": optional(boolean(), false),
    skipsmart: optional(boolean(), false),
    type: optional(choice("unused", "journal_disks")),
  },
  without: "partitions",
  run: ({ cluster, parameters: { node, skipsmart, type } }) =>
    cluster.state
      .table(disks)
      .by("node", node)
      .filter((one) => type === undefined || one.used === undefined || (type === "journal_disks" && isForJournals(one)))
      .map((one) => shown(one, !skipsmart)),
});

const isForJournals = ({ used, gpt }: Disk) => used === "LVM" || (used === "partitions" && gpt);

function shown(one: Disk, smart: boolean) {
  const { device, type, size, model, serial, used, gpt } = one;
  const isSolid = type === "ssd" || type === "nvme";
  return {
    devpath: device,
    by_id_link: `/dev/disk/by-id/${type === "nvme" ? "nvme" : "ata"}-${model.replaceAll(" ", "_")}_${serial}`,
    type,
    size,
    model,
    serial,
    vendor: "ATA     ",
    wwn: "unknown",
    rpm: type === "hdd" ? 5400 : 0,
    gpt: Number(gpt),
    health: smart ? "PASSED" : "UNKNOWN",
    wearout: smart && isSolid ? 100 : "N/A",
    osdid: -1,
    "osdid-list": null,
    ...filled({ used }),
  };
}

export const readSmart = endpoint({
  method: "GET",
  path: "/nodes/{node}/disks/smart",
  permission: must(privileged("/", "Sys.Audit")),
  parameters: { disk, healthonly: optional(boolean()) },
  run({ cluster, parameters }) {
    const { type, model, serial, size } = diskNamed(cluster, parameters.node, parameters.disk);
    if (parameters.healthonly) return { health: "PASSED" };
    if (type === "nvme") {
      const text = `Model Number: ${model}\nSerial Number: ${serial}\nTotal NVM Capacity: ${size}\nPercentage Used: 0%\n`;
      return { health: "PASSED", type: "text", text };
    }
    return { health: "PASSED", type: "ata", attributes: attributes.map(shownAttribute) };
  },
});

/** Number, name and raw value, as smartctl tells them. */
const attributes = [
  [5, "Reallocated_Sector_Ct", 0],
  [9, "Power_On_Hours", 8760],
  [12, "Power_Cycle_Count", 24],
  [194, "Temperature_Celsius", 34],
] as const;

const shownAttribute = ([id, name, raw]: (typeof attributes)[number]) => ({
  id: String(id).padStart(3),
  name,
  value: 100,
  worst: 100,
  threshold: 0,
  fail: "-",
  flags: "-O--CK",
  normalized: 100,
  raw: String(raw),
});

export const initGpt = endpoint({
  method: "POST",
  path: "/nodes/{node}/disks/initgpt",
  permission: must(privileged("/", "Sys.Modify")),
  parameters: { disk, uuid: optional(string({ maxLength: 36, pattern: "[a-fA-F0-9\\-]+" })) },
  task: "diskinit",
  taskId: ({ disk: device }) => baseName(device),
  *run({ cluster, parameters: { node, disk: device } }) {
    const found = diskNamed(cluster, node, device);
    if (found.used !== undefined) throw refusal(`disk ${device} already in use`);
    yield* takes(1);
    cluster.state.table(disks).put(diskKey(node, device), { ...found, gpt: true });
  },
});

export const wipeDisk = endpoint({
  method: "PUT",
  path: "/nodes/{node}/disks/wipedisk",
  permission: rootOnly,
  parameters: { disk },
  task: "wipedisk",
  taskId: ({ disk: device }) => baseName(device),
  *run({ cluster, parameters: { node, disk: device } }) {
    const { used, ...found } = diskNamed(cluster, node, device);
    if (used !== undefined && used !== "partitions") throw refusal(`disk/partition '${device}' has a holder`);
    yield* takes(2);
    cluster.state.table(disks).put(diskKey(node, device), { ...found, gpt: false });
  },
});
