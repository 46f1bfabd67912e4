import type { Construct } from "constructs";
import { Resource, type ResourceBinding, type ResourceOptions } from "../resource.ts";
import {
  block,
  blocks,
  bool,
  type Config,
  list,
  number,
  object,
  optional,
  optionalOrComputed,
  required,
  string,
} from "../schema.ts";
import { proxmox } from "./provider.ts";

/** Defaults named here are the provider's own (0.111); the constructs write what they rely on. */
const virtualMachineTable = {
  /** DNS name; also what cloud-init makes the hostname of. */
  name: optional(string),
  /** Shown in Proxmox's interface, as Markdown. */
  description: optional(string),
  /** Lower case and sorted: Proxmox stores them so, and another order would be a difference for ever. */
  tags: optional(list(string)),
  nodeName: required(string),
  /** A number that is taken is refused by Proxmox; a changed one replaces the machine. */
  vmId: optionalOrComputed(number),
  /** Whether a changed node moves the machine instead of replacing it. @default false */
  migrate: optional(bool),
  /** Proxmox refuses to remove the machine and its disks. @default false */
  protection: optional(bool),

  /** Read when the machine is made; each change replaces it. */
  clone: block({
    vmId: required(number),
    /** Where the template is. @default nodeName of the machine */
    nodeName: optional(string),
    /** Storage for the copied disks. @default where the template's are */
    datastoreId: optional(string),
    /** @default true */
    full: optional(bool),
    /** More than 1 takes a foreign machine of the same number for its own. @default 1 */
    retries: optional(number),
  }),

  /** `seabios` or `ovmf`. @default "seabios" */
  bios: optional(string),
  /** Such as `q35`. @default "" (i440fx) */
  machine: optional(string),
  cpu: block({
    cores: optional(number),
    /** @default 1 */
    sockets: optional(number),
    /** @default "qemu64" */
    type: optional(string),
  }),
  /** MiB; `floating` 0 means that nothing is given back to the host. */
  memory: block({ dedicated: optional(number), floating: optional(number) }),
  /** @default "virtio-scsi-pci" */
  scsiHardware: optional(string),
  disk: blocks({
    /** Such as `scsi0`; it finds the template's disk by this name. */
    interface: required(string),
    datastoreId: optional(string),
    /** Volume whose bytes a new disk gets, such as `local:import/debian13.qcow2`. */
    importFrom: optional(string),
    /** GiB; never less than the template's. */
    size: optionalOrComputed(number),
    ssd: optional(bool),
    /** `on` or `ignore`. */
    discard: optional(string),
    iothread: optional(bool),
    aio: optional(string),
    cache: optional(string),
    backup: optional(bool),
    replicate: optional(bool),
  }),
  /** A value, not a block, in the provider's schema since 0.98.1. */
  networkDevice: optionalOrComputed(
    list(
      object({
        bridge: string,
        disconnected: bool,
        enabled: bool,
        firewall: bool,
        macAddress: string,
        model: string,
        mtu: number,
        queues: number,
        rateLimit: number,
        trunks: string,
        vlanId: number,
      }),
    ),
  ),
  serialDevice: blocks({ device: optional(string) }),
  /** Where OVMF keeps its variables. @default none */
  efiDisk: block({
    datastoreId: optional(string),
    /** `4m` for OVMF of today. @default "2m" */
    type: optional(string),
    /** Whether Microsoft's keys are in it, so that Secure Boot is on. @default false */
    preEnrolledKeys: optional(bool),
  }),
  operatingSystem: block({ type: optional(string) }),
  agent: block({
    enabled: optional(bool),
    /** How long a create or refresh waits for an address, such as `2m`. @default "15m" */
    timeout: optional(string),
    waitForIp: block({ ipv4: optional(bool) }),
  }),

  /** The cloud-init drive. */
  initialization: block({
    datastoreId: optional(string),
    interface: optional(string),
    /** Whether the first boot upgrades packages. */
    upgrade: optionalOrComputed(bool),
    dns: block({ domain: optional(string), servers: optional(list(string)) }),
    /** One for each network device, in order. `address` with prefix length. */
    ipConfig: blocks({ ipv4: block({ address: optional(string), gateway: optional(string) }) }),
    userAccount: block({ username: optional(string), keys: optional(list(string)) }),
    /** Volume of a cloud-config that takes the place of `userAccount` and the hostname. A changed volume replaces the machine. */
    userDataFileId: optionalOrComputed(string),
  }),

  /** Whether it becomes a template once it is made; there is no way back. @default false */
  template: optional(bool),
  /** Whether it is on. @default true, also of a template, which then differs from what it is at each plan */
  started: optional(bool),
  /** Started with its node. @default true */
  onBoot: optional(bool),
  /** Whether a removal pulls the plug instead of shutting down. @default false */
  stopOnDestroy: optional(bool),
  /** Whether a removal takes the machine out of backup jobs, replication and HA. @default true */
  purgeOnDestroy: optional(bool),
  /** Whether a removal deletes every volume that bears the number, on every storage. @default true */
  deleteUnreferencedDisksOnDestroy: optional(bool),
} as const;

export type VirtualMachineConfig = Config<typeof virtualMachineTable> & ResourceOptions;

/** A virtual machine of Proxmox. */
export class VirtualMachine extends Resource<typeof virtualMachineTable> {
  static readonly binding: ResourceBinding<typeof virtualMachineTable> = {
    type: "proxmox_virtual_environment_vm",
    provider: proxmox,
    table: virtualMachineTable,
  };

  constructor(scope: Construct, id: string, config: VirtualMachineConfig) {
    super(scope, id, VirtualMachine.binding, config);
  }

  /** Its number in Proxmox. */
  get vmId(): number {
    return this.getNumberAttribute("vm_id");
  }

  /** The same as text, which a machine that is to be made anew does not have before it is there. */
  get id(): string {
    return this.getStringAttribute("id");
  }
}
