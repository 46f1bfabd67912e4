import * as z from "zod";
import { featureNames } from "../container.ts";
import { address, label, memoryFrom, textLike, vmid, wholeSize } from "./fields.ts";
import { tag } from "./tag.ts";

/** Record sizes of ZFS that are of use here (zfsprops(7), `recordsize`). */
const recordsizes = ["4K", "8K", "16K", "32K", "64K", "128K", "256K", "512K", "1M"] as const;

const seconds = z.int().min(0).max(3600);

const dataMount = z.strictObject({
  size: wholeSize("MiB").describe("Most it may hold (quota), such as 40GiB"),
  recordsize: z
    .enum(recordsizes)
    .default("128K")
    .describe("Record size of its dataset: 16K for databases, 1M for large files. Default: 128K"),
});

const dataPath = textLike(
  /^\/(?:[A-Za-z0-9_][A-Za-z0-9_.-]*\/)*[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
  () => "is no place for data; write an absolute path of plain names, such as /var/lib/gitea",
);

/** A container as its file describes it. */
export const lxcPersona = z.strictObject({
  kind: z.literal("lxc").describe("A container"),
  id: vmid.describe("Number of the container in Proxmox (CTID), inside ids.ct of the site"),
  enabled: z
    .boolean()
    .default(true)
    .describe("Whether it exists; false keeps its number and address for it, and builds nothing. Default: true"),
  node: label.describe("Node it runs on, one of the site's nodes"),
  os: label.describe("OS template it is made from, one of the site's templates, such as debian13"),
  cores: z.int().min(1).max(128).describe("Cores it may use, at most those of its node"),
  memory: memoryFrom(16).describe("Memory with its unit, such as 512MiB or 2GiB"),
  swap: wholeSize("MiB").optional().describe("Swap of its node it may use beside, such as 512MiB. Default: none"),
  disk: wholeSize("GiB").describe("Root file system with its unit, such as 8GiB; it can grow, and never shrinks"),
  storage: label.optional().describe("Storage of its root. Default: the one storage on its node that holds rootdir"),
  network: label.optional().describe("Network it is on. Default: the network whose subnet holds its address"),
  address: address.describe("Static IPv4 address, such as 192.168.88.114, without prefix length"),
  data: z
    .record(dataPath, dataMount)
    .default({})
    .describe("What it keeps: paths inside it, each a ZFS dataset that outlives the container. Default: nothing"),
  unprivileged: z
    .boolean()
    .default(true)
    .describe("Whether its root is nobody on the node; false needs a reason. Default: true"),
  features: z
    .array(z.enum(featureNames))
    .default([])
    .describe("What it may do beyond the usual: Docker inside needs nesting and keyctl. Default: nothing"),
  gpu: label.optional().describe("GPU of its node that it may use, by its name in site.yaml. Default: none"),
  after: z.array(label).default([]).describe("Containers on its node that start before it. Default: none"),
  startup: z
    .strictObject({
      up: seconds.default(10).describe("Seconds that those after it wait for it, 0 to 3600. Default: 10"),
      down: seconds.default(60).describe("Seconds it has to shut down before it is stopped. Default: 60"),
    })
    .optional()
    .describe(
      "How long it takes to start and stop. Default: 10 and 60 seconds; an adopted one keeps what the host says",
    ),
  onboot: z.boolean().default(true).describe("Whether it starts with its node. Default: true"),
  roles: z.array(label).default([]).describe("What its system is made to be, a role of ansible/ each. Default: none"),
  workloads: z.array(label).default([]).describe("What runs on it, a workload of ansible/ each. Default: none"),
  backup: label.optional().describe("Backup class of the site, or none; must be said where it has data. Default: none"),
  pool: label.optional().describe("Pool of Proxmox that shows it, one of the site's pools. Default: none"),
  tags: z.array(tag).default([]).describe("Tags in Proxmox; stored sorted, in lower case. Default: none"),
  protect: z
    .boolean()
    .default(false)
    .describe("Whether destroying and replacing it is refused, here and by Proxmox. Default: false"),
  adopted: z
    .boolean()
    .default(false)
    .describe("Whether it was there before this file, and keeps what no file says. Default: false"),
});
