/** Guests under the care of the HA manager. */
import { forgetResource, guestBehind, haResources, resourceId, resourceNamed } from "../../ha/config.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { nodes } from "../../nodes/node.ts";
import { must, privileged } from "../../permission/rule.ts";
import { configId, digest, node } from "../../schema/common.ts";
import { boolean, choice, formatted, integer, optional, string } from "../../schema/schema.ts";
import { changedSettings, demandUnchanged, fileDigest, type Section, settingsOf } from "../../sections/section-file.ts";
import { beginTask } from "../../tasks/child.ts";
import type { Work } from "../../tasks/work.ts";
import { migrate as migrateMachine } from "../qemu/migrate.ts";

const auditor = must(privileged("/", "Sys.Audit"));
const modifier = must(privileged("/", "Sys.Console"));
const sid = formatted("pve-ha-resource-or-vm-id");
const without = "starting, restarting and recovering guests by itself";

const options = {
  comment: optional(string({ maxLength: 4096 })),
  failback: optional(boolean()),
  group: optional(configId()),
  max_relocate: optional(integer({ minimum: 0 })),
  max_restart: optional(integer({ minimum: 0 })),
  state: optional(choice("started", "stopped", "enabled", "disabled", "ignored")),
};
const known = new Set(Object.keys(options));
const moved = () => refusal("invalid parameter 'group': ha groups have been migrated to rules");

const shown = ({ id, type, settings }: Section) => ({ sid: id, type, state: "started", ...settings });

export const listResources = endpoint({
  method: "GET",
  path: "/cluster/ha/resources",
  permission: auditor,
  parameters: { type: optional(choice("ct", "vm")) },
  run: ({ cluster, parameters: { type } }) =>
    [...cluster.state.table(haResources).all()]
      .filter((one) => type === undefined || one.type === type)
      .map((one) => ({ ...shown(one), digest: fileDigest(cluster, haResources) })),
});

export const readResource = endpoint({
  method: "GET",
  path: "/cluster/ha/resources/{sid}",
  permission: auditor,
  parameters: { sid },
  run({ cluster, parameters }) {
    const found = resourceNamed(cluster, resourceId(cluster, parameters.sid).sid);
    return { ...shown(found), digest: fileDigest(cluster, haResources) };
  },
});

export const createResource = endpoint({
  method: "POST",
  path: "/cluster/ha/resources",
  permission: modifier,
  parameters: { ...options, sid, type: optional(choice("ct", "vm")) },
  without,
  run({ cluster, parameters: { sid: given, type, ...set } }) {
    const resource = resourceId(cluster, given);
    if (type !== undefined && type !== resource.type) throw refusal("types does not match");
    if (set.group !== undefined) throw moved();
    guestBehind(cluster, resource);
    if (cluster.state.table(haResources).has(resource.sid)) {
      throw refusal(`create resource failed: resource ID '${resource.sid}' already defined`);
    }
    const settings = settingsOf(set);
    cluster.state.table(haResources).put(resource.sid, { id: resource.sid, type: resource.type, settings });
    return null;
  },
});

export const updateResource = endpoint({
  method: "PUT",
  path: "/cluster/ha/resources/{sid}",
  permission: modifier,
  parameters: {
    ...options,
    sid,
    delete: optional(formatted("pve-configid-list", { maxLength: 4096 })),
    digest: digest(),
  },
  without,
  run({ cluster, parameters: { sid: given, delete: remove, digest: seen, ...set } }) {
    if (set.group !== undefined) throw moved();
    demandUnchanged(cluster, haResources, seen);
    const found = resourceNamed(cluster, resourceId(cluster, given).sid);
    const settings = changedSettings(found.settings, { set: settingsOf(set), remove, known });
    cluster.state.table(haResources).put(found.id, { ...found, settings });
    return null;
  },
});

export const deleteResource = endpoint({
  method: "DELETE",
  path: "/cluster/ha/resources/{sid}",
  permission: modifier,
  parameters: { sid, purge: optional(boolean(), true) },
  run({ cluster, parameters: { sid: given, purge } }) {
    const { sid: id, vmid } = resourceId(cluster, given);
    if (!cluster.state.table(haResources).has(id)) {
      throw refusal(`cannot delete service '${id}', not HA managed!`);
    }
    if (purge) forgetResource(cluster, vmid);
    else cluster.state.table(haResources).remove(id);
    return null;
  },
});

const move = (word: "migrate" | "relocate") =>
  endpoint({
    method: "POST",
    path: `/cluster/ha/resources/{sid}/${word}`,
    permission: modifier,
    parameters: { sid, node: node() },
    without: "containers",
    run({ cluster, caller, parameters: { sid: given, node: target } }) {
      const resource = resourceId(cluster, given);
      resourceNamed(cluster, resource.sid);
      if (!cluster.state.table(nodes).has(target)) throw refusal(`no such cluster node '${target}'`);
      const { node: from, vmid, kind, power } = guestBehind(cluster, resource);
      if (kind === "qemu" && from !== target) {
        const options = { node: from, vmid, target, online: power.status === "running", "with-local-disks": true };
        const work = migrateMachine.run({ cluster, caller, parameters: options }) as Work;
        beginTask(cluster, { node: from, type: "qmigrate", id: String(vmid), user: "root@pam" }, work);
      }
      return { sid: resource.sid, "requested-node": target };
    },
  });

export const migrateResource = move("migrate");
export const relocateResource = move("relocate");
