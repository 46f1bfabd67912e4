/** Storages as they are defined for the whole cluster. */
import { createHash } from "node:crypto";
import { endpoint } from "../../kernel/endpoint.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { choice, optional } from "../../schema/schema.ts";
import { storageNamed } from "../../storage/access.ts";
import { type Storage, storages } from "../../storage/slices.ts";

const types = [
  "btrfs",
  "cephfs",
  "cifs",
  "dir",
  "esxi",
  "iscsi",
  "iscsidirect",
  "lvm",
  "lvmthin",
  "nfs",
  "pbs",
  "rbd",
  "zfs",
  "zfspool",
] as const;

function shown(storage: Storage) {
  const facts = {
    storage: storage.storage,
    type: storage.type,
    content: storage.content.join(","),
    ...storage.options,
    ...(storage.nodes && { nodes: storage.nodes.join(",") }),
    ...(storage.shared && { shared: 1 }),
    ...(storage.disabled && { disable: 1 }),
  };
  return { ...facts, digest: createHash("sha1").update(JSON.stringify(facts)).digest("hex") };
}

export const listDefinitions = endpoint({
  method: "GET",
  path: "/storage",
  permission: everyone,
  parameters: { type: optional(choice(...types)) },
  run: ({ cluster, caller, parameters }) =>
    [...cluster.state.table(storages).all()]
      .filter((storage) => parameters.type === undefined || storage.type === parameters.type)
      .filter(({ storage }) =>
        caller.can(`/storage/${storage}`, ["Datastore.Audit", "Datastore.AllocateSpace"], { any: true }),
      )
      .map(shown),
});

export const readDefinition = endpoint({
  method: "GET",
  path: "/storage/{storage}",
  permission: must(privileged("/storage/{storage}", "Datastore.Allocate")),
  run: ({ cluster, parameters }) => shown(storageNamed(cluster, parameters.storage)),
});
