/** Bringing container images from registries to a storage. */
import { rmSync } from "node:fs";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { listTags, pullImage } from "../../oci/pull.ts";
import { every, must, privileged } from "../../permission/rule.ts";
import { optional, string } from "../../schema/schema.ts";
import { storageOn } from "../../storage/access.ts";
import { findFile, folderOf, keepFile, normalizedName } from "../../storage/files.ts";
import { takes } from "../../tasks/work.ts";

const label = "(?:[a-zA-Z\\d]|[a-zA-Z\\d][a-zA-Z\\d-]*[a-zA-Z\\d])";
const part = "[a-z\\d]+(?:(?:[._]|__|[-]*)[a-z\\d]+)*";
const repository = `(?:${label}(?:\\.${label})*(?::\\d+)?/)?${part}(?:/${part})*`;

const without =
  "registries other than those on this machine (registries in the world says which stand in for others), logins";

export const pullFromRegistry = endpoint({
  method: "POST",
  path: "/nodes/{node}/storage/{storage}/oci-registry-pull",
  permission: must(
    every(
      privileged("/storage/{storage}", "Datastore.AllocateTemplate"),
      privileged("/nodes/{node}", "Sys.AccessNetwork"),
    ),
  ),
  parameters: {
    reference: string({ pattern: `^${repository}:\\w[\\w.-]{0,127}$` }),
    filename: optional(string({ minLength: 1, maxLength: 255 })),
  },
  task: "ociregistrypull",
  taskId: ({ filename, reference }) => encodeURIComponent(fileName(filename ?? reference)),
  without,
  *run({ cluster, parameters: { node, storage: id, reference, filename } }) {
    const storage = storageOn(cluster, node, id);
    if (storage.options.path === undefined) {
      throw refusal(`can't upload to storage type '${storage.type}', not a file based storage!`);
    }
    if (!storage.content.includes("vztmpl")) {
      throw refusal(`storage '${id}' is not configured for content-type 'vztmpl'`);
    }
    const name = fileName(filename ?? reference);
    if (findFile(cluster, node, storage, "vztmpl", name)) throw refusal(`refusing to override existing file '${name}'`);
    yield* takes(0);
    const target = `${folderOf(storage, "vztmpl")}/${name}.tmp.${1_000 + cluster.random.below(60_000)}`;
    const file = yield* pullImage(cluster, reference, target);
    try {
      yield* keepFile(cluster, node, storage, { ...file, content: "vztmpl", name });
    } finally {
      rmSync(file.path, { force: true });
    }
  },
});

const fileName = (given: string): string => `${normalizedName(given)}.tar`;

export const repositoryTags = endpoint({
  method: "GET",
  path: "/nodes/{node}/query-oci-repo-tags",
  permission: must(privileged("/nodes/{node}", "Sys.AccessNetwork")),
  parameters: { reference: string({ pattern: `^${repository}$` }) },
  without,
  run: ({ cluster, parameters: { reference } }) => listTags(cluster, reference),
});
