/** Snapshots of machines and of containers: the same endpoints below either's path. */
import { guestOn } from "../../guests/guest.ts";
import { demandUnlocked, isRunning, putGuest, snapshotOf } from "../../guests/record.ts";
import { createSnapshot } from "../../guests/snapshots/create.ts";
import type { SnapshotFamily } from "../../guests/snapshots/family.ts";
import { removeSnapshot } from "../../guests/snapshots/remove.ts";
import { rollBack } from "../../guests/snapshots/rollback.ts";
import { type Endpoint, endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { anyOf, everyone, must, privileged } from "../../permission/rule.ts";
import { configId } from "../../schema/common.ts";
import { boolean, optional, string } from "../../schema/schema.ts";
import { takes } from "../../tasks/work.ts";

const mayTake = must(privileged("/vms/{vmid}", "VM.Snapshot"));

/** The endpoints below `/nodes/{node}/<kind>/{vmid}/snapshot`. */
export function snapshotEndpoints(family: SnapshotFamily): readonly Endpoint[] {
  const path = `/nodes/{node}/${family.kind}/{vmid}/snapshot` as const;

  const list = endpoint({
    method: "GET",
    path,
    permission: must(privileged("/vms/{vmid}", "VM.Audit")),
    run({ cluster, parameters }) {
      const guest = guestOn(cluster, family.kind, parameters);
      const parent = (name: unknown) => (name === undefined ? {} : { parent: name });
      const taken = Object.entries(guest.snapshots ?? {}).map(([name, snapshot]) => ({
        name,
        snaptime: snapshot.snaptime ?? 0,
        description: snapshot.description ?? "",
        ...(family.memory && { vmstate: snapshot.vmstate === undefined ? 0 : 1 }),
        ...(snapshot.snapstate !== undefined && { snapstate: snapshot.snapstate }),
        ...parent(snapshot.parent),
      }));
      const current = {
        name: "current",
        digest: family.digestOf(guest),
        running: isRunning(guest) ? 1 : 0,
        description: "You are here!",
        ...parent(guest.config.parent),
      };
      return [...taken, current];
    },
  });

  const create = endpoint({
    method: "POST",
    path,
    permission: mayTake,
    parameters: {
      snapname: configId({ maxLength: 40 }),
      description: optional(string()),
      ...(family.memory && { vmstate: optional(boolean()) }),
    },
    task: `${family.tasks}snapshot`,
    *run({ cluster, parameters }) {
      const { snapname: name, description } = parameters;
      const memory = (parameters as { readonly vmstate?: boolean }).vmstate;
      const guest = guestOn(cluster, family.kind, parameters);
      if (family.reserved(name)) throw refusal(`unable to use snapshot name '${name}' (reserved name)`);
      if (memory) family.memory?.demand(guest);
      yield* takes(0.1);
      yield* createSnapshot(cluster, family, guest, { name, description, memory });
    },
  });

  const index = endpoint({
    method: "GET",
    path: `${path}/{snapname}`,
    permission: everyone,
    run: () => [{ cmd: "rollback" }, { cmd: "config" }],
  });

  const remove = endpoint({
    method: "DELETE",
    path: `${path}/{snapname}`,
    permission: mayTake,
    parameters: { force: optional(boolean()) },
    task: `${family.tasks}delsnapshot`,
    *run({ cluster, parameters }) {
      const guest = guestOn(cluster, family.kind, parameters);
      yield* takes(0.1);
      yield* removeSnapshot(cluster, family, guest, { name: parameters.snapname, force: parameters.force });
    },
  });

  const readConfig = endpoint({
    method: "GET",
    path: `${path}/{snapname}/config`,
    permission: must(anyOf("/vms/{vmid}", "VM.Snapshot", "VM.Snapshot.Rollback", "VM.Audit")),
    run({ cluster, parameters }) {
      const { lxc: _, ...config } = snapshotOf(guestOn(cluster, family.kind, parameters), parameters.snapname);
      return config;
    },
  });

  const changeConfig = endpoint({
    method: "PUT",
    path: `${path}/{snapname}/config`,
    permission: mayTake,
    parameters: { description: optional(string()) },
    run({ cluster, parameters: { description, snapname, ...at } }) {
      if (description === undefined) return null;
      const guest = guestOn(cluster, family.kind, at);
      demandUnlocked(guest);
      const changed = { ...snapshotOf(guest, snapname), description };
      putGuest(cluster, { ...guest, snapshots: { ...guest.snapshots, [snapname]: changed } });
      return null;
    },
  });

  const rollback = endpoint({
    method: "POST",
    path: `${path}/{snapname}/rollback`,
    permission: must(anyOf("/vms/{vmid}", "VM.Snapshot", "VM.Snapshot.Rollback")),
    parameters: { start: optional(boolean(), false) },
    task: `${family.tasks}rollback`,
    *run({ cluster, caller, parameters }) {
      const guest = guestOn(cluster, family.kind, parameters);
      if (parameters.start && family.kind === "qemu") caller.demand(`/vms/${guest.vmid}`, ["VM.PowerMgmt"]);
      yield* takes(0.1);
      yield* rollBack(cluster, family, guest, { name: parameters.snapname, start: parameters.start });
    },
  });

  return [list, create, index, remove, readConfig, changeConfig, rollback];
}
