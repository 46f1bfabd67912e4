/** Storages as they are defined for the whole cluster. */
import { endpoint } from "../../kernel/endpoint.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { choice, optional } from "../../schema/schema.ts";
import { storageNamed } from "../../storage/access.ts";
import { changeStorage, defineStorage, removeStorage } from "../../storage/define.ts";
import { optionsOf, shownStorage, storagesDigest } from "../../storage/definition.ts";
import { createOptions, knownTypes, updateOptions } from "../../storage/options.ts";
import { withKeys } from "../../storage/secrets.ts";
import { storages } from "../../storage/slices.ts";

const manager = must(privileged("/storage", "Datastore.Allocate"));
const without =
  "whether the server, pool or volume group it names is there; types other than dir, nfs, cifs, btrfs, zfspool, lvm, lvmthin and pbs";

export const listDefinitions = endpoint({
  method: "GET",
  path: "/storage",
  permission: everyone,
  parameters: { type: optional(choice(...knownTypes)) },
  run({ cluster, caller, parameters }) {
    const digest = storagesDigest(cluster);
    return [...cluster.state.table(storages).all()]
      .filter((storage) => parameters.type === undefined || storage.type === parameters.type)
      .filter(({ storage }) =>
        caller.can(`/storage/${storage}`, ["Datastore.Audit", "Datastore.AllocateSpace"], { any: true }),
      )
      .map((storage) => shownStorage(storage, digest));
  },
});

export const readDefinition = endpoint({
  method: "GET",
  path: "/storage/{storage}",
  permission: must(privileged("/storage/{storage}", "Datastore.Allocate")),
  run: ({ cluster, parameters }) => shownStorage(storageNamed(cluster, parameters.storage), storagesDigest(cluster)),
});

export const createDefinition = endpoint({
  method: "POST",
  path: "/storage",
  permission: manager,
  parameters: createOptions,
  without,
  run({ cluster, parameters }) {
    const { storage: id, type, nodes, ...rest } = parameters;
    const { options, shown } = withKeys(cluster, type, optionsOf({ ...rest, nodes: nodes || undefined }));
    defineStorage(cluster, { ...options, storage: id, type });
    return { storage: id, type, ...(shown && { config: shown }) };
  },
});

export const updateDefinition = endpoint({
  method: "PUT",
  path: "/storage/{storage}",
  permission: manager,
  parameters: updateOptions,
  run({ cluster, parameters }) {
    const { storage: id, delete: remove, digest, ...rest } = parameters;
    const type = cluster.state.table(storages).get(id)?.type ?? "";
    const { options, shown } = withKeys(cluster, type, optionsOf(rest));
    changeStorage(cluster, id, { options, remove, digest });
    return { storage: id, type, ...(shown && { config: shown }) };
  },
});

export const deleteDefinition = endpoint({
  method: "DELETE",
  path: "/storage/{storage}",
  permission: manager,
  run({ cluster, parameters }) {
    removeStorage(cluster, parameters.storage);
    return null;
  },
});
