/** Puts a world into an empty state. */
import { randomBytes } from "node:crypto";
import { type Cluster, datacenter } from "../cluster.ts";
import { kernelRelease } from "../endpoints/version.ts";
import { nodes } from "../nodes/node.ts";
import { registries } from "../oci/reference.ts";
import { parseSize } from "../schema/sizes.ts";
import { storages } from "../storage/slices.ts";
import { plantAccess } from "./plant-access.ts";
import { plantContainer } from "./plant-container.ts";
import { plantFile, plantMachine } from "./plant-guests.ts";
import { plantHost } from "./plant-host.ts";
import type { World, WorldNode, WorldStorage } from "./world.ts";

const sharedTypes: ReadonlySet<string> = new Set(["nfs", "cifs", "pbs"]);
/** Bytes of the root file system and of a storage that says nothing. */
const usual = 100 * 1024 ** 3;

/** @param password of root@pam; default: a random one */
export function plant(cluster: Cluster, world: World, password: string | undefined): void {
  const { state, random } = cluster;
  state.change(() => {
    state.table(datacenter).put("facts", {
      name: world.cluster ?? "",
      starts: 1,
      secret: randomBytes(32).toString("hex"),
    });
    for (const [index, node] of world.nodes.entries()) plantNode(cluster, node, index);
    for (const storage of world.storages) plantStorage(cluster, storage);
    plantAccess(cluster, world, password ?? random.hex(20));
    for (const guest of world.guests ?? []) (guest.kind === "lxc" ? plantContainer : plantMachine)(cluster, guest);
    for (const file of world.files ?? []) plantFile(cluster, file);
    for (const { prefix, location = prefix, insecure = false } of world.registries ?? []) {
      state.table(registries).put(prefix, { prefix, location, insecure });
    }
  });
}

function plantNode(cluster: Cluster, node: WorldNode, index: number): void {
  const address = node.address ?? `192.168.1.${10 + index}`;
  const planted = cluster.state.table(nodes).put(node.name, {
    name: node.name,
    nodeid: index + 1,
    address,
    prefix: node.prefix ?? 24,
    gateway: node.gateway ?? address.replace(/\.\d+$/, ".1"),
    bridge: node.bridge ?? "vmbr0",
    cores: node.cores ?? 8,
    sockets: 1,
    cpuModel: "Simulated x86-64-v3 Processor",
    memory: parseSize(node.memory ?? "32GiB") ?? 0,
    rootSize: usual,
    kernel: node.kernel ?? kernelRelease,
    online: true,
    bootedAt: cluster.clock.seconds() - 86_400,
  });
  plantHost(cluster, planted, node);
}

function plantStorage({ state }: Cluster, storage: WorldStorage): void {
  state.table(storages).put(storage.id, {
    storage: storage.id,
    type: storage.type,
    content: storage.content,
    ...(storage.nodes && { nodes: storage.nodes }),
    size: parseSize(storage.size ?? String(usual)) ?? usual,
    shared: storage.shared ?? sharedTypes.has(storage.type),
    disabled: false,
    options: storage.options ?? (storage.type === "dir" ? { path: `/mnt/${storage.id}` } : {}),
  });
}
