import { driverFile, driverText, gpuDevices } from "../../model/gpu.ts";
import type { Image, Lab, Node, Storage } from "../../model/lab.ts";
import type { World, WorldGuest, WorldStorage } from "../../simulator/src/index.ts";

/** What the embedded Proxmox holds when a rehearsal of a lab begins: its nodes, storages, and each released template. */
export function worldOf(lab: Lab): World {
  const { site } = lab;
  return {
    cluster: site.cluster,
    nodes: lab.nodes.map(({ name, address, cores, memory, gpus }) => ({
      name,
      address,
      cores,
      memory: bytes(memory.total),
      bridges: lab.networks.map(({ bridge }) => bridge),
      // What the driver of a GPU makes; without it a container cannot be given one.
      ...(gpus &&
        gpus.length > 0 && { devices: gpuDevices, files: { [driverFile]: driverText(gpus[0]?.driver ?? "") } }),
    })),
    storages: lab.storages.map(storage),
    guests: lab.images.flatMap(templates),
    files: lab.nodes.flatMap((node) => osTemplates(lab, node)),
    pools: (site.pools ?? []).map(({ name, comment }) => ({ id: name, comment })),
  };
}

function storage({ name, type, content, size, nodes, shared, path, pool }: Storage): WorldStorage {
  const options = { ...(path && { path }), ...(pool && { pool }) };
  return { id: name, type, content, size: bytes(size), nodes, shared, options };
}

/** The OS templates that a node's containers are made from. */
function osTemplates({ site, storages }: Lab, node: Node): NonNullable<World["files"]> {
  const here = new Set(storages.filter(({ nodes }) => nodes.includes(node.name)).map(({ name }) => name));
  return (site.osTemplates ?? [])
    .filter(({ storage }) => here.has(storage))
    .map(({ file, storage }) => ({ storage, node: node.name, content: "vztmpl", name: file }));
}

/** The templates that committed releases of an image say exist. */
function templates(image: Image): WorldGuest[] {
  const standing = image.releases.filter(({ retired }) => retired === undefined);
  return standing.map(({ template, disk }) => ({
    vmid: template.id,
    node: template.node,
    name: template.name,
    template: true,
    disk: { storage: template.storage, size: bytes(disk), interface: "scsi0" },
    firmware: image.firmware === "uefi" ? "uefi" : "seabios",
    ...(image.machine === "q35" && { machine: "q35" }),
    agent: image.guarantees.agent,
    cloudInit: image.guarantees.cloudInit,
  }));
}

/** A size as the world's file writes it, exact to the MiB. */
function bytes(size: number): string {
  return `${Math.floor(size / 1024 ** 2)}MiB`;
}
