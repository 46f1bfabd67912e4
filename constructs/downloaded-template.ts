import { Construct } from "constructs";
import type { DownloadedImage, DownloadedRelease, DownloadPlace } from "../model/downloaded-image.ts";
import { buildMachine } from "../model/packer/hardware.ts";
import { proxmoxCpus, proxmoxFirmware, proxmoxMachines } from "../model/proxmox-words.ts";
import { expression, literal } from "../providers/hcl.ts";
import { DownloadFile } from "../providers/proxmox/download-file.ts";
import type { Machines } from "../providers/proxmox/machines.ts";
import { VirtualMachine, type VirtualMachineConfig } from "../providers/proxmox/virtual-machine.ts";
import { scsiDisk } from "./hardware.ts";

const gibibyte = 2 ** 30;

/** A download is gigabytes at most; a slow line may take its time. Seconds. */
const patience = 3600;

export interface DownloadedTemplateProps {
  readonly contract: DownloadedImage["contract"];
  readonly release: DownloadedRelease;
  readonly place: DownloadPlace;
  /** What stands already. */
  readonly machines: Machines;
}

/**
 * A template of a vendor's disk: Proxmox fetches the disk, compares its checksum, imports it into a machine and makes that
 * a template. Nothing is run inside, so what is cloned is what the vendor published.
 */
export class DownloadedTemplate extends Construct {
  /** Its id, in OpenTofu's language, known once the template is there. */
  public readonly made: string;

  constructor(scope: Construct, id: string, props: DownloadedTemplateProps) {
    super(scope, id);
    const disk = new DownloadFile(this, "disk", download(props));
    const template = new VirtualMachine(this, "template", {
      ...identity(props),
      ...computer(props),
      ...bootDisk(props, disk.volume),
      ...cloudInitDrive(props),
      ...power,
      ...refuseTaken(props),
    });
    this.made = template.id;
  }
}

/**
 * Named after the release, so that no two releases share a file that goes with one of them. Of the names that Proxmox
 * takes for an import it has one for qcow2, which is also what vendors call `.img`; Proxmox looks inside and refuses others.
 */
function download({ release: { url, checksum, template }, place: { node, landing } }: DownloadedTemplateProps) {
  const [algorithm = "", digits = ""] = checksum.split(":");
  return {
    nodeName: node,
    datastoreId: landing,
    contentType: "import",
    url: literal(url),
    fileName: `${template}.${url.endsWith(".raw") ? "raw" : "qcow2"}`,
    checksum: digits,
    checksumAlgorithm: algorithm,
    // What stands behind the address is judged by its checksum, not by its size at each plan.
    overwrite: false,
    uploadTimeout: patience,
  };
}

function identity({ contract: { os }, release, place }: DownloadedTemplateProps) {
  const { template, releaseFile, checksum } = release;
  return {
    name: template,
    vmId: place.id,
    nodeName: place.node,
    tags: [...new Set([os.name, "template"])].sort(),
    description: `Managed by Strata: ${releaseFile}. Edits by hand are drift. ${checksum}`,
    template: true,
  } satisfies Partial<VirtualMachineConfig>;
}

/** What the image promises; a clone gets cores, memory and network from its persona. */
function computer({ contract: { firmware, machine, cpuLevel, guarantees }, place }: DownloadedTemplateProps) {
  return {
    bios: proxmoxFirmware[firmware],
    machine: proxmoxMachines[machine],
    cpu: { cores: buildMachine.cores, sockets: 1, type: proxmoxCpus[cpuLevel] },
    memory: { dedicated: buildMachine.memory, floating: 0 },
    operatingSystem: { type: "l26" },
    // Kernels of cloud images panic on a resized disk where there is no serial console.
    serialDevice: [{ device: "socket" }],
    agent: { enabled: guarantees.agent },
    ...(firmware === "uefi" && { efiDisk: { datastoreId: place.storage, type: "4m", preEnrolledKeys: false } }),
  } satisfies Partial<VirtualMachineConfig>;
}

/** The disk that guests have, so that a clone of it differs in nothing but its size. */
function bootDisk({ release: { disk }, place: { storage } }: DownloadedTemplateProps, volume: string) {
  return {
    scsiHardware: "virtio-scsi-single",
    disk: [{ ...scsiDisk, datastoreId: storage, importFrom: volume, size: disk / gibibyte }],
  } satisfies Partial<VirtualMachineConfig>;
}

/** For whoever clones it by hand; a persona's clone writes its own, at the same place. */
function cloudInitDrive({ contract: { guarantees }, place: { storage } }: DownloadedTemplateProps) {
  if (!guarantees.cloudInit) return {};
  return {
    initialization: { datastoreId: storage, interface: "scsi1", upgrade: false },
  } satisfies Partial<VirtualMachineConfig>;
}

/**
 * Told that a number is taken, the provider asks a second time and then takes that machine for its own, resizes its disk and
 * makes a template of it (`CreateVM` of 0.111). So nothing is created where somebody else stands.
 */
function refuseTaken({ release: { template, releaseFile }, place: { id }, machines }: DownloadedTemplateProps) {
  const strangers = machines.strangers(id, template);
  const precondition = {
    condition: expression(`length(${strangers}) == 0`),
    errorMessage: `number ${id} is taken by ${expression(`join(", ", ${strangers})`)}; write a free one into ${releaseFile} (\`strata image place\` makes that file), or look who made that one`,
  };
  return { lifecycle: { precondition: [precondition] } } satisfies Partial<VirtualMachineConfig>;
}

const power = {
  started: false,
  onBoot: false,
  // A number is used again: a volume that bears it may be another's last copy.
  deleteUnreferencedDisksOnDestroy: false,
} satisfies Partial<VirtualMachineConfig>;
