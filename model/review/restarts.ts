import type { Difference } from "./difference.ts";

/** What an update in place does to a guest that runs. */
export type Interruption = "restarts" | "stops" | "needs a restart by hand";

/** The values of a guest before and after, as the plan tells them. */
export interface GuestValues {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/**
 * Attributes whose update in place makes the provider power-cycle a running virtual machine; a name covers everything
 * below it. Source: bpg/terraform-provider-proxmox v0.111.1, `vmUpdate` in proxmoxtf/resource/vm/vm.go (each place that
 * sets `rebootRequired` or calls `vmPowerOffForPendingChanges`) and `Update` in proxmoxtf/resource/vm/disk/disk.go.
 * What stands in neither (description, tags, name, on_boot, protection, hotplug, cdrom, network_device, smbios, startup,
 * hook_script_file_id, pool_id, timeouts) leaves the machine running.
 */
const vmRestarts: readonly string[] = [
  "acpi",
  "agent",
  "amd_sev",
  "audio_device",
  "bios",
  "boot_order",
  "cpu",
  "disk.aio",
  "disk.datastore_id",
  "disk.queues",
  "efi_disk",
  "hostpci",
  "initialization",
  "keyboard_layout",
  "kvm_arguments",
  "machine",
  "memory",
  "numa",
  "operating_system",
  "rng",
  "scsi_hardware",
  "serial_device",
  "tablet_device",
  "tpm_state",
  "usb",
  "vga",
  "virtiofs",
  "watchdog",
];

/**
 * The same for a container. Source: `containerUpdate` in proxmoxtf/resource/container/container.go of the same version.
 * Cores, a larger disk, features, tags, description, startup and protection leave the container running.
 */
const containerRestarts: readonly string[] = [
  "console",
  "device_passthrough",
  "disk.mount_options",
  "environment_variables",
  "idmap",
  "initialization.dns",
  "initialization.entrypoint",
  "initialization.hostname",
  "initialization.ip_config",
  "memory",
  "mount_point",
  "network_interface",
  "operating_system",
];

/** What Proxmox takes while a machine runs, unless its `hotplug` says otherwise. */
const defaultHotplug = "network,disk,usb";

/** Whether an update in place interrupts the guest, or undefined when it runs on (or does not run at all). */
export function interruption(
  type: string,
  differences: readonly Difference[],
  guest: GuestValues,
): Interruption | undefined {
  const { before, after } = guest;
  if (before.template === true || before.started === false) return undefined;
  if (after.started === false || after.template === true) return "stops";
  const restarts = differences.filter((difference) => restartsFor(type, difference, guest)).length > 0;
  if (!restarts) return undefined;
  return after.reboot_after_update === false ? "needs a restart by hand" : "restarts";
}

function restartsFor(type: string, difference: Difference, guest: GuestValues): boolean {
  if (type === "proxmox_virtual_environment_container") return covered(containerRestarts, difference.path);
  if (type !== "proxmox_virtual_environment_vm") return false;
  if (difference.path === "disk.size") return !hotplugs(guest, "disk");
  if (difference.path === "cpu.hotplugged") return !hotplugs(guest, "cpu");
  if (/^memory\.(dedicated|floating|shared)$/.test(difference.path)) {
    return !(hotplugs(guest, "memory") && grows(difference));
  }
  return covered(vmRestarts, difference.path);
}

function covered(names: readonly string[], path: string): boolean {
  return names.some((name) => path === name || path.startsWith(`${name}.`));
}

function grows({ from, to }: Difference): boolean {
  return "value" in from && "value" in to && Number(to.value) > Number(from.value);
}

function hotplugs({ after }: GuestValues, feature: string): boolean {
  const hotplug = typeof after.hotplug === "string" && after.hotplug !== "" ? after.hotplug : defaultHotplug;
  return hotplug === "1" || hotplug.split(",").includes(feature);
}
