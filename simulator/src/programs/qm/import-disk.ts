/** `qm disk import`: makes a disk of an image file, and leaves it unused unless it is told where to plug it. */
import type { Cluster } from "../../cluster.ts";
import { type Guest, guests } from "../../guests/guest.ts";
import { withUnused } from "../../guests/record.ts";
import { printDrive } from "../../qemu/drives.ts";
import { attachableNames } from "../../qemu/options/drive.ts";
import { storageId, vmid } from "../../schema/common.ts";
import { choice, optional, string } from "../../schema/schema.ts";
import { printSize } from "../../schema/sizes.ts";
import { storageNamed, storageOn } from "../../storage/access.ts";
import { virtualSize } from "../../storage/disk-image.ts";
import { usualSystem } from "../../storage/files.ts";
import { allocateImage } from "../../storage/images.ts";
import { volumeAt } from "../../storage/paths.ts";
import { releaseBytes } from "../../storage/release.ts";
import type { Volume } from "../../storage/slices.ts";
import { traitsOf } from "../../storage/types.ts";
import { guestHere } from "../guest/status.ts";
import { ProgramError, refusedAsProgram } from "../program-error.ts";
import type { OwnSubcommand, Tools } from "../subcommand.ts";

export const importDisk: OwnSubcommand = {
  operands: ["vmid", "source", "storage"],
  parameters: {
    vmid: vmid(),
    source: string(),
    storage: storageId(),
    format: optional(choice("raw", "qcow2", "vmdk")),
    "target-disk": optional(choice(...attachableNames)),
  },
  async run(given, tools) {
    const { api, context } = tools;
    const guest = guestHere(api, "qemu", given.vmid);
    if (guest.config.lock !== undefined) throw new ProgramError(`VM is locked (${guest.config.lock})`);
    const source = context.files.resolve(String(given.source));
    const image = await imageAt(source, tools);
    demandImageStorage(api.cluster, api.node, String(given.storage));
    context.print(`importing disk '${source}' to VM ${guest.vmid} ...\n`);
    const wanted: Wanted = {
      storage: String(given.storage),
      target: given["target-disk"] as string | undefined,
      format: given.format as string | undefined,
      ...image,
    };
    const { name, value } = imported(api.cluster, guest, wanted);
    const size = printSize(image.size);
    context.print(`transferred 0.0 B of ${size} (0.00%)\ntransferred ${size} of ${size} (100.00%)\n`);
    context.print(`${name}: successfully imported disk '${value}'\n`);
    return 0;
  },
};

interface Image {
  /** Bytes as a guest sees them. */
  readonly size: number;
  readonly from: Pick<Volume, "used" | "image" | "sha256">;
}

/** An image that a storage keeps, or any other file of the node. */
async function imageAt(path: string, { api, context }: Tools): Promise<Image> {
  const volume = volumeAt(api.cluster, api.node, path);
  if (volume) return { size: volume.virtualSize ?? volume.size, from: volume };
  if (context.files.find(path)?.kind !== "file") throw new ProgramError(`${path}: non-existent or non-regular file`);
  const content = await context.files.read(path);
  const from = { used: content.length, image: usualSystem, sha256: api.cluster.bytes.keep(content) };
  return { size: virtualSize(content), from };
}

function demandImageStorage(cluster: Cluster, node: string, id: string): void {
  const storage = refusedAsProgram(() => storageOn(cluster, node, id));
  if (!storage.content.includes("images")) throw new ProgramError(`storage ${id} does not support vm images`);
}

const formatsOf = (cluster: Cluster, storage: string): readonly string[] =>
  traitsOf(storageNamed(cluster, storage)).formats;

interface Wanted extends Image {
  readonly storage: string;
  readonly target: string | undefined;
  readonly format: string | undefined;
}

/** Bytes that no storage has kept before go again when the import fails. */
function imported(cluster: Cluster, guest: Guest, wanted: Wanted): { readonly name: string; readonly value: string } {
  try {
    return refusedAsProgram(() => cluster.state.change(() => plug(cluster, guest, wanted)));
  } finally {
    releaseBytes(cluster, wanted.from.sha256);
  }
}

function plug(cluster: Cluster, guest: Guest, { storage, size, from, format, target }: Wanted) {
  const volume = allocateImage(cluster, {
    node: guest.node,
    vmid: guest.vmid,
    storage,
    size,
    from,
    // A storage that does not know the format takes its own, as on a host.
    ...(format !== undefined && formatsOf(cluster, storage).includes(format) && { format }),
  });
  const config =
    target === undefined
      ? withUnused(guest.config, volume.volid)
      : { ...guest.config, [target]: printDrive(target, { file: volume.volid, size: printSize(volume.size) }) };
  const name =
    target ?? Object.keys(config).find((key) => key.startsWith("unused") && config[key] === volume.volid) ?? "unused0";
  cluster.state.table(guests).put(guest.vmid, { ...guest, config });
  return { name, value: String(config[name]) };
}
