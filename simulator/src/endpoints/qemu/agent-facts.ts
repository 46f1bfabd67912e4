/** What the agent tells of the system in a machine beside its name and its cards, and what it can be asked at all. */
import type { Cluster } from "../../cluster.ts";
import type { Guest } from "../../guests/guest.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { coresOf, memoryOf } from "../../nodes/use.ts";
import { anyOf, everyone, must } from "../../permission/rule.ts";
import { demandAgent } from "../../qemu/agent.ts";
import { bootDiskSize } from "../../qemu/drives.ts";
import { machineOn } from "../../qemu/machine.ts";

const mayAsk = must(anyOf("/vms/{vmid}", "VM.GuestAgent.Audit", "VM.GuestAgent.Unrestricted"));
const mayTrim = must(anyOf("/vms/{vmid}", "VM.GuestAgent.FileSystemMgmt", "VM.GuestAgent.Unrestricted"));

/** What is simulated of what an agent can do. */
const commands =
  "exec exec-status file-read file-write fsfreeze-freeze fsfreeze-status fsfreeze-thaw fstrim get-fsinfo get-host-name get-memory-block-info get-memory-blocks get-osinfo get-time get-timezone get-users get-vcpus info network-get-interfaces ping set-user-password shutdown suspend-disk suspend-hybrid suspend-ram".split(
    " ",
  );

export const agentDirectory = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu/{vmid}/agent",
  permission: everyone,
  run({ cluster, parameters }) {
    machineOn(cluster, parameters);
    return commands.map((name) => ({ name }));
  },
});

/** Bytes of a block in which a Linux of moderate size plugs its memory. */
const memoryBlock = 128 * 1024 ** 2;

type Fact = (cluster: Cluster, guest: Guest) => unknown;

const facts = {
  info: () => ({
    version: "9.2.0",
    supported_commands: commands.map((name) => ({ name: `guest-${name}`, enabled: true, "success-response": true })),
  }),
  /** Nanoseconds, as the number that JSON makes of them. */
  "get-time": ({ clock }) => clock.now() * 1e6,
  "get-timezone": () => ({ offset: 0, zone: "UTC" }),
  "get-users": () => [],
  "get-vcpus": (_, guest) =>
    Array.from({ length: coresOf(guest) }, (_, id) => ({ "logical-id": id, online: true, "can-offline": id > 0 })),
  "get-memory-block-info": () => ({ size: memoryBlock }),
  "get-memory-blocks": (_, guest) =>
    Array.from({ length: Math.ceil(memoryOf(guest) / memoryBlock) }, (_, index) => ({
      "phys-index": index,
      online: true,
      "can-offline": true,
    })),
  "get-fsinfo": (_, { config }) => [
    {
      name: "sda1",
      mountpoint: "/",
      type: "ext4",
      "total-bytes": bootDiskSize(config),
      "used-bytes": 0,
      disk: [{ dev: "/dev/sda1", "bus-type": "scsi", bus: 0, target: 0, unit: 0 }],
    },
  ],
} satisfies Record<string, Fact>;

const without: Partial<Record<keyof typeof facts, string>> = {
  "get-fsinfo": "what lies on the file system: a disk has no content",
  "get-users": "anybody: nobody logs in",
};

export const agentFacts = Object.entries(facts).map(([name, fact]) => {
  const left = without[name as keyof typeof facts];
  return endpoint({
    method: "GET",
    path: `/nodes/{node}/qemu/{vmid}/agent/${name}` as "/nodes/{node}/qemu/{vmid}/agent/info",
    permission: mayAsk,
    ...(left !== undefined && { without: left }),
    run({ cluster, parameters }) {
      const guest = machineOn(cluster, parameters);
      demandAgent(cluster, guest);
      return { result: (fact as Fact)(cluster, guest) };
    },
  });
});

export const trim = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/agent/fstrim",
  permission: mayTrim,
  run({ cluster, parameters }) {
    demandAgent(cluster, machineOn(cluster, parameters));
    return { result: { paths: [{ path: "/", minimum: 0, trimmed: 0 }] } };
  },
});
