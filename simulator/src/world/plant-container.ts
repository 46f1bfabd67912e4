/** Puts a container of a world on its node. */
import type { Cluster } from "../cluster.ts";
import { putGuest } from "../guests/record.ts";
import { allocateFileSystem } from "../lxc/volumes.ts";
import { bridgeOf } from "../nodes/node.ts";
import { parseSize, printSize } from "../schema/sizes.ts";
import { fillImage, makeBase } from "../storage/images.ts";
import type { WorldGuest } from "./world.ts";

/** Bytes that the files of a small system take. */
const system = 512 * 1024 ** 2;

export function plantContainer(cluster: Cluster, guest: WorldGuest): void {
  const { vmid, node, disk } = guest;
  const size = parseSize(disk.size) ?? 0;
  const empty = allocateFileSystem(cluster, { node, vmid, storage: disk.storage, size });
  const filled = fillImage(cluster, node, empty, system);
  const root = guest.template ? makeBase(cluster, node, filled) : filled;
  putGuest(cluster, {
    vmid,
    kind: "lxc",
    node,
    config: {
      arch: "amd64",
      hostname: guest.name,
      memory: (parseSize(guest.memory ?? "512MiB") ?? 0) / 1024 ** 2,
      net0: `name=eth0,bridge=${bridgeOf(cluster, node)},hwaddr=${cluster.random.mac()},ip=dhcp,type=veth`,
      ostype: guest.os ?? "debian",
      rootfs: `${root.volid},size=${printSize(size)}`,
      swap: 512,
      ...(guest.cores !== undefined && { cores: guest.cores }),
      ...((guest.unprivileged ?? true) && { unprivileged: 1 }),
      ...(guest.template && { template: 1 }),
      ...guest.config,
    },
    pending: {},
    power: guest.running
      ? { status: "running", pid: 2_000 + cluster.random.below(60_000), since: cluster.clock.now(), booted: true }
      : { status: "stopped" },
  });
}
