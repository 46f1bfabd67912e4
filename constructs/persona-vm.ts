import { Construct } from "constructs";
import type { CpuLevel, Image } from "../model/lab.ts";
import { VirtualMachine, type VirtualMachineConfig } from "../providers/proxmox/virtual-machine.ts";
import { cloudInit, userDataDocument } from "./cloud-init.ts";
import { bootDisk, computer, guestAgent, networkInterface } from "./hardware.ts";
import { Snippet } from "./snippet.ts";

/** A promoted template, and what its image promises. */
export interface Template {
  /** Number in Proxmox. A changed one replaces the machine. */
  readonly id: number;
  /** Where the template is. */
  readonly node: string;
  readonly firmware: Image["firmware"];
  readonly machine: Image["machine"];
  /** Lowest level its binaries run on. */
  readonly cpuLevel: CpuLevel;
  /** Whether qemu-guest-agent is inside. */
  readonly agent: boolean;
}

export interface Networking {
  /** Upper case, such as `BC:24:11:5A:00:D2`. */
  readonly mac: string;
  /** Static address, without prefix length. */
  readonly address: string;
  readonly prefix: number;
  /** @default none: a network without a way out */
  readonly gateway?: string | undefined;
  /** 1 to 4094. @default untagged */
  readonly vlan?: number | undefined;
}

export interface CloudInit {
  readonly domain: string;
  /** Name servers, in order. */
  readonly dns: readonly string[];
  /** User that is made, with sudo as the image gives it. */
  readonly login: string;
  /** Public keys that may log in, one `ssh-ed25519 …` line each. */
  readonly keys: readonly string[];
  /**
   * More cloud-config, and the storage that keeps it. Read at the first boot only: a later change is stored and
   * changes nothing in the machine. @default none
   */
  readonly userData?: { readonly content: Readonly<Record<string, unknown>>; readonly storage: string } | undefined;
}

export interface PersonaVmProps {
  /** DNS label: the machine's name in Proxmox and its hostname. */
  readonly name: string;
  /** Number in Proxmox (VMID). */
  readonly id: number;
  /** File that describes it, named to whoever meets the machine in Proxmox's interface. */
  readonly file: string;
  readonly template: Template;
  /** Node it runs on; a changed one moves it, as long as the template is the same. */
  readonly node: string;
  /** Storage of its disk and its cloud-init drive. */
  readonly storage: string;
  /** Bridge of its network interface, such as `vmbr0`. */
  readonly bridge: string;
  readonly cores: number;
  /** Bytes, a whole number of MiB. */
  readonly memory: number;
  /** Bytes, a whole number of GiB, at least the template's. */
  readonly disk: number;
  readonly networking: Networking;
  readonly cloudInit: CloudInit;
  /** Lower case and sorted. */
  readonly tags: readonly string[];
  /** Whether OpenTofu and Proxmox both refuse to remove it. */
  readonly protect: boolean;
}

/** A virtual machine cloned from a promoted template. */
export class PersonaVm extends Construct {
  /** Number of the machine in Proxmox, known once it is there. */
  public readonly vmid: number;
  /** Static address, without prefix length. */
  public readonly ipv4: string;

  constructor(scope: Construct, id: string, props: PersonaVmProps) {
    super(scope, id);
    const userData = userDataSnippet(this, props);
    const machine = new VirtualMachine(this, "Default", {
      ...identity(props),
      ...clonedFrom(props),
      ...computer(props),
      ...bootDisk(props),
      ...networkInterface(props),
      ...guestAgent(props),
      ...cloudInit(props, userData),
      ...power(),
      ...guard(props),
      dependsOn: userData && [userData.file],
    });
    this.vmid = machine.vmId;
    this.ipv4 = props.networking.address;
  }
}

function userDataSnippet(scope: Construct, props: PersonaVmProps): Snippet | undefined {
  const { userData } = props.cloudInit;
  if (!userData) return undefined;
  return new Snippet(scope, "user-data", {
    node: props.node,
    storage: userData.storage,
    name: `${props.name}-${props.id}-user-data.yaml`,
    text: userDataDocument(props),
  });
}

function identity({ name, id, file, node, tags }: PersonaVmProps) {
  return {
    name,
    vmId: id,
    nodeName: node,
    // Without it a changed node replaces the machine.
    migrate: true,
    tags: tags.length > 0 ? tags : undefined,
    description: `Managed by Strata: ${file}. Edits by hand are drift.`,
  } satisfies Partial<VirtualMachineConfig>;
}

function clonedFrom({ template, storage }: PersonaVmProps) {
  return {
    clone: { vmId: template.id, nodeName: template.node, datastoreId: storage, full: true, retries: 1 },
  } satisfies Partial<VirtualMachineConfig>;
}

function power() {
  return {
    onBoot: true,
    // The disk goes with the machine, so there is nothing that a clean shutdown would save, and an agent that hangs
    // would hold the removal up for half an hour.
    stopOnDestroy: true,
  } satisfies Partial<VirtualMachineConfig>;
}

function guard({ protect }: PersonaVmProps) {
  return {
    protection: protect,
    // A rebuild under the same number stays in its backup jobs.
    purgeOnDestroy: false,
    // Numbers are used again: a volume that bears this one may be an older guest's last copy.
    deleteUnreferencedDisksOnDestroy: false,
    lifecycle: {
      ...(protect && { preventDestroy: true }),
      // How it was copied once is no reason to copy it again: a new template is (`clone[0].vm_id`), a disk that moves
      // to another storage is not.
      ignoreChanges: ["clone[0].node_name", "clone[0].datastore_id"],
    },
  } satisfies Partial<VirtualMachineConfig>;
}
