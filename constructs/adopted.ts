import type { ContainerConfig } from "../providers/proxmox/container.ts";

/**
 * What a container that was there before its file keeps, as `ignore_changes` names it. A plan then compares what a
 * persona can say, and nothing else. Facts from bpg/proxmox 0.111.1 (`containerRead`, `containerUpdate` and the schema
 * in proxmoxtf/resource/container/container.go).
 */
export const keptByAdopted: readonly string[] = [
  // An import does not read these back, and each would replace the container.
  "operating_system",
  "initialization[0].user_account",
  // Notes that a person wrote on the host.
  "description",
  // Stopped or running: what it is doing goes on.
  "started",
  // No persona says these, and each would restart the container.
  "console",
  "environment_variables",
  "initialization[0].dns",
  "initialization[0].entrypoint",
  "initialization[0].ip_config[0].ipv6",
  "network_interface[0].enabled",
  "network_interface[0].firewall",
  "network_interface[0].host_managed",
  "network_interface[0].mac_address",
  "network_interface[0].mtu",
  "network_interface[0].name",
  "network_interface[0].rate_limit",
  "disk[0].mount_options",
  // No persona says these either; a token may not change some of them.
  "cpu[0].architecture",
  "cpu[0].limit",
  "cpu[0].units",
  "disk[0].acl",
  "disk[0].quota",
  "disk[0].replicate",
  "hook_script_file_id",
  // Root's alone, and a change of a mount would replace the container: `strata adopt` and `strata pct-set` compare them.
  "device_passthrough",
  "idmap",
  "mount_point",
];

/** Limits that an import does not read where they are the provider's defaults: said, each would be a change of nothing. */
const unread = { cpu: { cores: 1 }, memory: { dedicated: 512, swap: 0 } } as const;

/** The limits of an adopted container as the provider reads them; one that is left out is its default. */
export function withoutUnread(limits: Required<Pick<ContainerConfig, "cpu" | "memory">>): Partial<ContainerConfig> {
  const { cpu, memory } = limits;
  const { dedicated, swap } = unread.memory;
  return {
    ...(cpu?.cores !== unread.cpu.cores && { cpu }),
    ...((memory?.dedicated !== dedicated || memory.swap !== swap) && { memory }),
  };
}
