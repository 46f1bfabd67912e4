import { type BackupJob, backupJobs } from "../backup-jobs.ts";
import type { Lab, Node, Storage } from "../lab.ts";
import { type OsTemplatePlace, osTemplatePlaces } from "../os-template-places.ts";
import { type Need, needsOf, type Row } from "./need.ts";

/** POST, PUT and DELETE /storage; GET /storage/{storage}; GET /storage lists those that one may look at. */
const storage: readonly Row<Storage>[] = [
  ["Datastore.Allocate", () => "/storage", "define it"],
  ["Datastore.Allocate", ({ name }) => `/storage/${name}`, "read its definition"],
  ["Datastore.Audit", ({ name }) => `/storage/${name}`, "see whether it is there already"],
];

/** POST, PUT and DELETE /pools; GET /pools. */
const pool: readonly Row<string>[] = [
  ["Pool.Allocate", (name) => `/pool/${name}`, "make it"],
  ["Pool.Audit", (name) => `/pool/${name}`, "read it"],
];

/** POST and GET /cluster/backup; who names a storage there must be allowed to write to it and to prune it. */
const job: readonly Row<BackupJob>[] = [
  ["Sys.Modify", () => "/", "define it"],
  ["Sys.Audit", () => "/", "read it"],
  ["Datastore.AllocateSpace", (one) => `/storage/${one.storage}`, "write to its storage"],
  ["Datastore.Allocate", (one) => `/storage/${one.storage}`, "prune its storage"],
];

/** An OS template on a node: POST /nodes/{node}/storage/{storage}/download-url, and the storage's content. */
const osTemplate: readonly Row<OsTemplatePlace>[] = [
  ["Datastore.AllocateTemplate", ({ os }) => `/storage/${os.storage}`, "download it, and remove it"],
  ["Datastore.Audit", ({ os }) => `/storage/${os.storage}`, "see that it is there"],
  ["Sys.AccessNetwork", ({ node }) => `/nodes/${node.name}`, "have the node fetch it"],
];

/** DNS, hosts and time zone of a node; GET /nodes/{node}/hosts alone asks for `/`. */
const settings: readonly Row<Node>[] = [
  ["Sys.Modify", ({ name }) => `/nodes/${name}`, "DNS, hosts and time zone"],
  ["Sys.Audit", ({ name }) => `/nodes/${name}`, "read DNS and time zone"],
  ["Sys.Audit", () => "/", "read hosts"],
];

/** What the stack `platform` asks of the token. */
export function platformNeeds(lab: Lab): Need[] {
  const { site, storages, nodes } = lab;
  return [
    ...storages.flatMap((one) => needsOf(storage, one, `storage ${one.name}`)),
    ...(site.pools ?? []).flatMap(({ name }) => needsOf(pool, name, `pool ${name}`)),
    ...backupJobs(lab).flatMap((one) => needsOf(job, one, `backup job ${one.id}`)),
    ...osTemplatePlaces(lab).flatMap((place) => needsOf(osTemplate, place, `OS template ${place.os.name}`)),
    ...nodes.flatMap((node) => needsOf(settings, node, `node ${node.name}`)),
  ];
}
