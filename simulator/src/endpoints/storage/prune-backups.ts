/** Which backups a pruning would remove, and removing them. */
import { endpoint } from "../../kernel/endpoint.ts";
import { anyOf, everyone, must } from "../../permission/rule.ts";
import { vmid } from "../../schema/common.ts";
import { choice, formatted, optional } from "../../schema/schema.ts";
import { storageNamed, storageOn } from "../../storage/access.ts";
import { type PruneRequest, parseRetention, pruneList, pruneNow } from "../../storage/prune.ts";
import { say } from "../../tasks/work.ts";

const options = {
  "prune-backups": optional(formatted("prune-backups")),
  type: optional(choice("qemu", "lxc")),
  vmid: optional(vmid()),
} as const;

interface Given {
  readonly node: string;
  readonly "prune-backups": string | undefined;
  readonly type: string | undefined;
  readonly vmid: number | undefined;
}

const requestOf = ({ node, type, vmid: id, "prune-backups": text }: Given): PruneRequest => ({
  node,
  type,
  vmid: id,
  keep: text === undefined ? undefined : parseRetention(text),
});

export const pruneDryRun = endpoint({
  method: "GET",
  path: "/nodes/{node}/storage/{storage}/prunebackups",
  permission: must(anyOf("/storage/{storage}", "Datastore.Audit", "Datastore.AllocateSpace")),
  parameters: options,
  run: ({ cluster, parameters }) =>
    pruneList(cluster, storageNamed(cluster, parameters.storage), requestOf(parameters)),
});

export const pruneBackups = endpoint({
  method: "DELETE",
  path: "/nodes/{node}/storage/{storage}/prunebackups",
  permission: everyone,
  parameters: options,
  task: "prunebackups",
  taskId: ({ storage, vmid: id }) => (id === undefined ? storage : `${id}@${storage}`),
  *run({ cluster, caller, parameters }) {
    const { storage: id, vmid: owner, node } = parameters;
    caller.demand(`/storage/${id}`, [owner === undefined ? "Datastore.Allocate" : "Datastore.AllocateSpace"]);
    if (owner !== undefined) caller.demand(`/vms/${owner}`, ["VM.Backup"]);
    yield { seconds: 0 };
    const storage = storageOn(cluster, node, id);
    const list = pruneList(cluster, storage, requestOf(parameters));
    for (const { volid, mark } of list) if (mark === "remove") yield* say(`removing backup '${volid}'`);
    pruneNow(cluster, storage, node, list);
  },
});
