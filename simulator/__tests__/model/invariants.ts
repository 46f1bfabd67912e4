/** What holds after every step, whatever was done. */
import { existsSync } from "node:fs";
import type { Cluster } from "../../src/cluster.ts";
import { guests } from "../../src/guests/guest.ts";
import { nodes } from "../../src/nodes/node.ts";
import { isOnNode } from "../../src/storage/access.ts";
import { placeOf, storages, volumes } from "../../src/storage/slices.ts";
import { tasks } from "../../src/tasks/tasks.ts";
import type { Reply } from "../api.ts";
import { isProxmoxText } from "../proxmox-errors.ts";
import type { Reality } from "./reality.ts";
import type { Told } from "./told.ts";

interface Resource {
  readonly type: string;
  readonly vmid?: number;
  readonly storage?: string;
  readonly node: string;
  readonly disk?: number;
  readonly status: string;
}

/** @throws Error that names each invariant that is broken */
export async function demandInvariants(told: Told, reality: Reality, reply: Reply | undefined): Promise<void> {
  const { cluster } = reality;
  const { data } = await reality.ask({ method: "GET", path: "/cluster/resources" });
  const broken = [
    ...(reply ? faultsOf(reply) : []),
    ...twice(data as Resource[]),
    ...miscounted(cluster, data as Resource[]),
    ...overfull(cluster),
    ...lockedForNothing(cluster),
    ...strangeEnds(cluster),
    ...lostBytes(cluster),
    ...notKept(reality),
    ...told.compare(cluster),
  ];
  if (broken.length > 0) throw new Error(broken.join("\n"));
}

/** Proxmox's shape, and in a 5xx Proxmox's words. */
export function faultsOf({ status, reason, data, message, errors }: Reply): string[] {
  if (status === 200) return [];
  const faults: string[] = [];
  if (data !== null) faults.push(`an answer of ${status} carries data`);
  const inItsOwnWords = status !== 401 && status !== 403 && errors === undefined;
  if (inItsOwnWords && !isProxmoxText(message ?? "")) faults.push(`not Proxmox's words: ${status} ${message}`);
  if (reason !== (message ?? "").split("\n")[0]) faults.push(`reason '${reason}' is not the message '${message}'`);
  return faults;
}

function twice(resources: readonly Resource[]): string[] {
  const ids = resources.filter(({ type }) => type === "qemu" || type === "lxc").map(({ vmid }) => vmid);
  return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `guest ${id} is there twice`);
}

function miscounted(cluster: Cluster, resources: readonly Resource[]): string[] {
  return resources.flatMap(({ type, storage: id = "", node, disk, status }) => {
    const storage = type === "storage" ? cluster.state.table(storages).get(id) : undefined;
    if (!storage || status !== "available") return [];
    const sum = usedBy(cluster, placeOf(storage, node));
    return sum === disk ? [] : [`${id} on ${node} says that ${disk} bytes are used; its volumes take ${sum}`];
  });
}

function overfull(cluster: Cluster): string[] {
  const { state } = cluster;
  return [...state.table(storages).all()].flatMap((storage) =>
    [...state.table(nodes).all()].flatMap(({ name }) => {
      const used = isOnNode(storage, name) ? usedBy(cluster, placeOf(storage, name)) : 0;
      return used <= storage.size ? [] : [`${storage.storage} on ${name} holds ${used} of ${storage.size} bytes`];
    }),
  );
}

const usedBy = (cluster: Cluster, place: string): number =>
  [...cluster.state.table(volumes).all()]
    .filter((volume) => volume.place === place)
    .reduce((sum, volume) => sum + volume.used, 0);

/** A clone and a backup are tasks about another guest, or about none. */
const aboutOthers: ReadonlySet<string> = new Set(["qmclone", "vzclone", "vzdump"]);

function lockedForNothing(cluster: Cluster): string[] {
  const running = cluster.state.table(tasks).by("running", "yes");
  return [...cluster.state.table(guests).all()].flatMap(({ vmid, config }) => {
    if (config.lock === undefined || config.lock === "suspended") return [];
    const owner = running.find((task) => task.id === String(vmid) || aboutOthers.has(task.type));
    return owner ? [] : [`guest ${vmid} is locked (${config.lock}) and no task of it runs`];
  });
}

/** Tasks whose end was looked at before. */
const seen = new WeakMap<Cluster, Set<string>>();

function strangeEnds(cluster: Cluster): string[] {
  const known = seen.get(cluster) ?? new Set<string>();
  seen.set(cluster, known);
  const faults: string[] = [];
  for (const { upid, running, exitstatus = "", endtime } of cluster.state.table(tasks).all()) {
    if (running || known.has(upid)) continue;
    known.add(upid);
    if (endtime === undefined) faults.push(`${upid} has ended at no time`);
    if (!/^(OK|WARNINGS: \d+|unexpected status)$/.test(exitstatus) && !isProxmoxText(exitstatus))
      faults.push(`not Proxmox's words: ${upid} ended with ${exitstatus}`);
  }
  return faults;
}

function lostBytes(cluster: Cluster): string[] {
  return [...cluster.state.table(volumes).all()]
    .filter(({ sha256 }) => sha256 !== undefined && !existsSync(cluster.bytes.path(sha256)))
    .map(({ volid }) => `the bytes of ${volid} are gone`);
}

/** What is on disk would load to exactly what is in memory. */
function notKept({ cluster, mirror }: Reality): string[] {
  mirror.follow();
  const faults: string[] = [];
  let count = 0;
  for (const [slice, key, record] of cluster.state.records()) {
    count += 1;
    const kept = mirror.records.get(`${slice} ${key}`);
    if (kept !== JSON.stringify(record))
      faults.push(`${slice} ${key} is kept as ${kept}, not ${JSON.stringify(record)}`);
  }
  if (count !== mirror.records.size) faults.push(`${mirror.records.size} records are kept, of ${count}`);
  return faults;
}
