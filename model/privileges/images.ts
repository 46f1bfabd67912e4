import { downloadedBase, landingStorage } from "../downloaded-image.ts";
import type { Image, Lab, Release, Storage } from "../lab.ts";
import { type Need, needsOf, type Row } from "./need.ts";

/** A template that Proxmox makes of a disk that it fetches, and the storage that takes the disk. */
interface Fetched {
  readonly template: Release["template"];
  readonly landing: Storage;
}

const fetched: readonly Row<Fetched>[] = [
  ["Datastore.AllocateTemplate", onLanding, "have its disk fetched"],
  ["Datastore.Audit", onLanding, "see its disk and import it"],
  ["Datastore.Allocate", onLanding, "remove its disk when it is retired"],
  ["Sys.AccessNetwork", ({ template }) => `/nodes/${template.node}`, "have the node fetch it"],
  ["Datastore.AllocateSpace", ({ template }) => `/storage/${template.storage}`, "its disks"],
  ["Datastore.Audit", ({ template }) => `/storage/${template.storage}`, "the size of its disks"],
  ["VM.Audit", itself, "read it"],
  ["VM.Allocate", itself, "make it, and a template of it"],
  ["VM.Config.CPU", itself, "cores"],
  ["VM.Config.Memory", itself, "memory"],
  ["VM.Config.Disk", itself, "disk size and disk options"],
  ["VM.Config.Options", itself, "name, tags and firmware"],
  ["VM.Config.HWType", itself, "machine type, SCSI controller and serial console"],
  ["VM.Config.CDROM", itself, "the cloud-init drive"],
  ["VM.Config.Cloudinit", itself, "cloud-init"],
];

/** What the stack `images` asks of the token for what Proxmox fetches; what Packer builds comes over SSH as root. */
export function imageNeeds({ images, storages }: Lab): Need[] {
  return images.flatMap((image) =>
    inService(image).flatMap(({ template }) => {
      const landing = landingStorage(storages, template.node);
      return landing ? needsOf(fetched, { template, landing }, template.name) : [];
    }),
  );
}

function inService(image: Image): readonly Release[] {
  return downloadedBase(image) ? image.releases.filter(({ retired }) => retired === undefined) : [];
}

function onLanding({ landing }: Fetched): string {
  return `/storage/${landing.name}`;
}

function itself({ template }: Fetched): string {
  return `/vms/${template.id}`;
}
