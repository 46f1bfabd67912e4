/** Finds what is wrong with a world that a person wrote, before anything is planted. */
import { parseSize } from "../schema/sizes.ts";
import { accessFaults } from "./check-access.ts";
import type { World } from "./world.ts";

/** One line a fault; exit code 1. */
export class WorldError extends Error {
  readonly exitCode = 1;
}

/** @throws WorldError that names every fault */
export function checkWorld(value: unknown): World {
  const world = value as World;
  if (typeof value !== "object" || value === null || !Array.isArray(world.nodes) || !Array.isArray(world.storages)) {
    throw new WorldError("world: must be an object with nodes and storages");
  }
  const faults = [...faultsOf(world)];
  if (faults.length > 0) throw new WorldError(faults.map((fault) => `world: ${fault}`).join("\n"));
  return world;
}

function* faultsOf(world: World): Generator<string> {
  const nodes = new Set(world.nodes.map((node) => node.name));
  const storages = new Set(world.storages.map((storage) => storage.id));
  if (nodes.size === 0) yield "nodes is empty; a cluster has at least one";
  if (nodes.size < world.nodes.length) yield "two nodes have the same name";
  if (storages.size < world.storages.length) yield "two storages have the same id";
  for (const node of world.nodes) {
    yield* sizeFault(`node ${node.name}: memory`, node.memory);
    for (const disk of node.disks ?? []) yield* sizeFault(`node ${node.name}: disk ${disk.device}`, disk.size);
  }
  for (const storage of world.storages) {
    yield* sizeFault(`storage ${storage.id}: size`, storage.size);
    for (const node of storage.nodes ?? [])
      if (!nodes.has(node)) yield `storage ${storage.id}: node ${node} does not exist`;
  }
  const seen = new Set<number>();
  for (const guest of world.guests ?? []) {
    const at = `guest ${guest.vmid}`;
    if (seen.has(guest.vmid)) yield `${at}: the number is taken twice`;
    seen.add(guest.vmid);
    if (!Number.isInteger(guest.vmid) || guest.vmid < 100 || guest.vmid > 999_999_999)
      yield `${at}: must be 100 to 999999999`;
    if (!nodes.has(guest.node)) yield `${at}: node ${guest.node} does not exist`;
    if (!storages.has(guest.disk?.storage)) yield `${at}: storage ${guest.disk?.storage} does not exist`;
    if (
      guest.kind === "lxc" &&
      world.storages.some(({ id, content }) => id === guest.disk?.storage && !content.includes("rootdir"))
    ) {
      yield `${at}: storage ${guest.disk.storage} does not hold rootdir, the files of containers`;
    }
    yield* sizeFault(`${at}: memory`, guest.memory);
    yield* sizeFault(`${at}: disk.size`, guest.disk?.size);
  }
  for (const file of world.files ?? []) {
    const storage = world.storages.find(({ id }) => id === file.storage);
    if (!storage) yield `file ${file.name}: storage ${file.storage} does not exist`;
    else if (!storage.content.includes(file.content)) {
      yield `file ${file.name}: storage ${file.storage} does not hold ${file.content}`;
    }
    if (!nodes.has(file.node)) yield `file ${file.name}: node ${file.node} does not exist`;
    yield* sizeFault(`file ${file.name}: size`, file.size);
  }
  for (const { prefix, location = prefix } of world.registries ?? []) {
    for (const name of new Set([prefix, location])) {
      if (!isPlace.test(name))
        yield `registry ${JSON.stringify(name)}: must be a host and perhaps a path, such as docker.io`;
    }
  }
  yield* accessFaults(world);
}

/** A host, its port if any, and folders: no scheme, no tag. */
const isPlace = /^[\w.-]+(:\d+)?(\/[\w.-]+)*$/;

function* sizeFault(what: string, text: string | undefined): Generator<string> {
  if (text !== undefined && parseSize(text) === undefined)
    yield `${what} ${JSON.stringify(text)} is no size such as 32GiB`;
}
