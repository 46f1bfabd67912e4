/** Snapshots of containers: of their volumes alone, as a container's memory cannot be saved. */
import type { SnapshotFamily } from "../guests/snapshots/family.ts";
import { digestOf } from "./config-file.ts";
import { mountsOf } from "./mounts.ts";
import { startContainer, stopContainer } from "./power.ts";

export const containerSnapshots: SnapshotFamily = {
  kind: "lxc",
  tasks: "vz",
  digestOf,
  reserved: (name) => name === "current" || name === "vzdump",
  // What is bound from the host is in the list: no snapshot can be taken of it, so none of the container.
  volumesOf: (config) => mountsOf(config).map(([name, { volume }]) => [name, volume]),
  start: (cluster, guest) => startContainer(cluster, guest),
  stop: (cluster, guest) => stopContainer(cluster, guest),
};
