import { type Container, templateVolume } from "../../model/container.ts";
import type { Site } from "../../model/lab.ts";
import { digestOf, rootSettings } from "../../model/root-step.ts";
import type { LxcServiceProps } from "../lxc-service.ts";

/** What a container of the lab is to `LxcService`. */
export function lxcServiceProps(site: Site, container: Container): LxcServiceProps {
  const { network, os } = container;
  const settings = rootSettings(container, site.backups);
  return {
    name: container.name,
    id: container.id,
    file: container.file,
    site: site.name,
    template: { volume: templateVolume(os), distribution: os.distribution },
    node: container.node.name,
    storage: container.storage.name,
    bridge: network.bridge,
    cores: container.cores,
    memory: container.memory,
    swap: container.swap,
    disk: container.disk,
    networking: {
      mac: container.mac,
      address: container.address,
      prefix: network.prefix,
      gateway: network.gateway,
      vlan: network.vlan,
    },
    dns: { domain: site.domain, servers: network.dns },
    keys: site.keys,
    unprivileged: container.unprivileged,
    features: container.features,
    startup: container.startup,
    startupSaid: container.startupSaid,
    onboot: container.onboot,
    // Tags of one that was there before are what its file says: the host has them already.
    tags: container.adopted ? container.tags : [...container.tags, ...container.roles],
    pool: container.pool,
    protect: container.protect,
    adopted: container.adopted,
    rootStep: settings && digestOf(settings),
  };
}
