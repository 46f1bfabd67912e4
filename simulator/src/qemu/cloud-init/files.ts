/** What lies on a cloud-init drive. Source: generate_nocloud and generate_configdrive2 of PVE::QemuServer::Cloudinit. */
import { createHash } from "node:crypto";
import type { Cluster } from "../../cluster.ts";
import type { Guest } from "../../guests/guest.ts";
import { interfacesFile } from "./interfaces.ts";
import { networkVersion1 } from "./network.ts";
import { customFiles } from "./snippets.ts";
import { userData } from "./user-data.ts";

export type Format = "nocloud" | "configdrive2" | "opennebula";
export type Part = "user" | "network" | "meta";

export interface DriveFiles {
  readonly label: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

/** What the configuration asks for, else what the system inside understands. */
export function formatOf({ config: { citype, ostype = "other" } }: Guest): Format {
  if (citype !== undefined) return citype as Format;
  return isWindows(ostype) ? "configdrive2" : "nocloud";
}

export const isWindows = (ostype: string | number = "other"): boolean =>
  /^(w|win)(xp|2k|vista|\d)/.test(String(ostype));

/** Text of the network part. */
const networks = { nocloud: networkVersion1, configdrive2: interfacesFile, opennebula: interfacesFile } as const;

/** A part as the configuration alone makes it, custom files left out: what `qm cloudinit dump` shows. */
export function generated(cluster: Cluster, guest: Guest, part: Part): string {
  const format = formatOf(guest);
  if (part === "user") return userData(guest);
  const network = networks[format](cluster, guest);
  return part === "network" ? network : metaData(format, userData(guest), network);
}

/** The id of an instance follows from what it is told, so that a change makes cloud-init run again. */
function metaData(format: Format, user: string | Buffer, network: string | Buffer): string {
  const id = createHash("sha1").update(user).update(network).digest("hex");
  return format === "nocloud"
    ? `instance-id: ${id}\n`
    : `{\n     "uuid": "${id}",\n     "network_config": { "content_path": "/content/0000" }\n}\n`;
}

const paths = {
  nocloud: { user: "user-data", network: "network-config", meta: "meta-data", vendor: "vendor-data" },
  configdrive2: {
    user: "openstack/latest/user_data",
    network: "openstack/content/0000",
    meta: "openstack/latest/meta_data.json",
    vendor: "openstack/latest/vendor_data.json",
  },
} as const;
const labels = { nocloud: "cidata", configdrive2: "config-2" } as const;

/** The whole drive, custom files in the place of what they stand for. @throws 500 for a custom file that is not there */
export function driveFiles(cluster: Cluster, guest: Guest, format: keyof typeof paths): DriveFiles {
  const custom = customFiles(cluster, guest);
  const user = custom.user ?? Buffer.from(userData(guest));
  const network = custom.network ?? Buffer.from(networks[format](cluster, guest));
  const meta = custom.meta ?? Buffer.from(metaData(format, user, network));
  const at = paths[format];
  return {
    label: labels[format],
    files: new Map([
      [at.user, user],
      [at.network, network],
      [at.meta, meta],
      [at.vendor, custom.vendor ?? Buffer.alloc(0)],
    ]),
  };
}
