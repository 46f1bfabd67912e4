import { type Container, mountOf } from "../../../model/container.ts";
import type { Lab } from "../../../model/lab.ts";
import { rootSettings } from "../../../model/root-step.ts";
import { worldOf } from "../../../scripts/rehearse/world.ts";
import type { World, WorldGuest } from "../../../simulator/src/index.ts";

/** How the host differs from the files: options of a container's configuration by its name, undefined for none. */
export type Drift = Readonly<Record<string, Partial<Omit<WorldGuest, "config">> & { readonly config?: Options }>>;

type Options = Readonly<Record<string, string | number | undefined>>;

/** The host of a lab with its adopted containers, as a person made them by hand in Proxmox's own interface. */
export function livingHost(lab: Lab, drift: Drift = {}, others: readonly WorldGuest[] = []): World {
  const world = worldOf(lab);
  const containers = lab.guests.flatMap((guest) => (guest.kind === "lxc" && guest.adopted ? [guest] : []));
  return {
    ...world,
    guests: [...(world.guests ?? []), ...containers.map((one) => drifted(made(one), drift[one.name])), ...others],
    pools: (world.pools ?? []).map((pool) => ({
      ...pool,
      guests: containers.filter((container) => container.pool === pool.id).map(({ id }) => id),
    })),
  };
}

/** What the interface writes by itself: a firewall flag, a MAC of Proxmox's own, no DNS; and a note of the person's. */
function made(container: Container): WorldGuest {
  const { id, name, node, os, cores, memory, swap, disk, storage, network, address, features, startup } = container;
  const { mounts = [], devices = [] } = rootSettings(container) ?? {};
  const net = {
    name: "eth0",
    bridge: network.bridge,
    firewall: 1,
    gw: network.gateway,
    hwaddr: `BC:24:11:0A:0B:${id.toString(16).toUpperCase().padStart(2, "0")}`,
    ip: `${address}/${network.prefix}`,
    type: "veth",
  };
  return {
    vmid: id,
    kind: "lxc",
    node: node.name,
    name,
    os: os.distribution,
    cores,
    memory: `${memory / 2 ** 20}MiB`,
    disk: { storage: storage.name, size: `${disk / 2 ** 30}GiB` },
    running: true,
    config: {
      swap: swap / 2 ** 20,
      onboot: 1,
      description: `${name}, set up on a Sunday\n`,
      tags: container.tags.join(";"),
      net0: Object.entries(net)
        .map(([option, value]) => `${option}=${value}`)
        .join(","),
      ...(features.length > 0 && { features: features.map((feature) => `${feature}=1`).join(",") }),
      ...(container.protect && { protection: 1 }),
      ...(container.startupSaid && { startup: `order=${startup.order},up=${startup.up},down=${startup.down}` }),
      ...numbered(
        "mp",
        mounts.map((mount) => `${mountOf(mount)},mp=${mount.path}`),
      ),
      ...numbered(
        "dev",
        devices.map((device) => `${device},mode=0666`),
      ),
    },
  };
}

function numbered(base: string, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`${base}${index}`, value]));
}

function drifted(guest: WorldGuest, change: Drift[string] = {}): WorldGuest {
  const config = Object.entries({ ...guest.config, ...change.config }).filter(([, value]) => value !== undefined);
  return { ...guest, ...change, config: Object.fromEntries(config) as NonNullable<WorldGuest["config"]> };
}
