import type { Machine, Site } from "../../model/lab.ts";
import type { PersonaVmProps } from "../persona-vm.ts";

/** What a guest of the lab is to `PersonaVm`. */
export function personaVmProps(site: Site, guest: Machine): PersonaVmProps {
  const { image, release, network, userData } = guest;
  return {
    name: guest.name,
    id: guest.id,
    file: guest.file,
    template: {
      id: release.template.id,
      node: release.template.node,
      firmware: image.firmware,
      machine: image.machine,
      cpuLevel: image.cpuLevel,
      agent: image.guarantees.agent,
    },
    node: guest.node.name,
    storage: guest.storage.name,
    bridge: network.bridge,
    cores: guest.cores,
    memory: guest.memory,
    disk: guest.disk,
    networking: {
      mac: guest.mac,
      address: guest.address,
      prefix: network.prefix,
      gateway: network.gateway,
      vlan: network.vlan,
    },
    cloudInit: {
      domain: site.domain,
      dns: network.dns,
      login: site.login,
      keys: site.keys,
      userData: userData && { content: userData.content, storage: userData.storage.name },
    },
    tags: guest.tags,
    protect: guest.protect,
  };
}
