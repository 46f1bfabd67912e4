/** Replication of a guest's ZFS volumes to another node, in /etc/pve/replication.cfg. Source: PVE::ReplicationConfig. */
import type { Cluster } from "../cluster.ts";
import { type Guest, guests } from "../guests/guest.ts";
import { nextEvent, parseCalendarEvent } from "../schedule/calendar-event.ts";
import { registerFormat } from "../schema/formats.ts";
import { type Section, sectionFile } from "../sections/section-file.ts";
import { storages, volumes } from "../storage/slices.ts";
import { slice } from "../store/slice.ts";
import { takes, type Work } from "../tasks/work.ts";

export const replicationJobs = sectionFile("replication.cfg");

registerFormat("pve-replication-job-id", (text) =>
  /^[1-9][0-9]{2,8}-\d{1,9}$/.test(text) ? undefined : `invalid replication job id '${text}'`,
);

/** What the last run of a job left. */
export interface Replicated {
  readonly id: string;
  /** Seconds since 1970; 0 before the first. */
  readonly lastSync: number;
  readonly lastTry: number;
  readonly duration: number;
  readonly log: readonly string[];
}

export const replicated = slice<Replicated>("replicated");

/** Guest and number of `9100-0`. */
export function partsOf(id: string): { readonly guest: number; readonly jobnum: number } {
  const [guest = "", jobnum = ""] = id.split("-");
  return { guest: Number(guest), jobnum: Number(jobnum) };
}

/** A job as the API shows it. */
export const shownJob = ({ id, type, settings }: Section) => ({ ...settings, ...partsOf(id), id, type });

/** Volumes that can be sent on: those on a ZFS storage. */
export const replicable = (cluster: Cluster, vmid: number): string[] =>
  cluster.state
    .table(volumes)
    .by("guest", vmid)
    .filter(({ storage }) => cluster.state.table(storages).get(storage)?.type === "zfspool")
    .map(({ volid }) => volid);

/** Jobs of the guests that are on a node. */
export function jobsOn(cluster: Cluster, node: string): { readonly job: Section; readonly guest: Guest }[] {
  return [...cluster.state.table(replicationJobs).all()].flatMap((job) => {
    const guest = cluster.state.table(guests).get(partsOf(job.id).guest);
    return guest?.node === node ? [{ job, guest }] : [];
  });
}

/** Seconds until the scheduler comes round: it looks once a minute. */
const round = 30;

/** Removes a job that was marked, as the scheduler does it: what it had sent goes with it. */
export function* removal(cluster: Cluster, id: string): Work {
  yield* takes(round);
  cluster.state.table(replicationJobs).remove(id);
  cluster.state.table(replicated).remove(id);
}

/** Runs a job once. */
export function* replication(cluster: Cluster, id: string): Work {
  yield* takes(round);
  const job = cluster.state.table(replicationJobs).get(id);
  if (!job) return;
  const start = cluster.clock.seconds();
  const log = [`${id}: start replication job`, `${id}: volumes => ${replicable(cluster, partsOf(id).guest).join(",")}`];
  yield* takes(3);
  log.push(`${id}: end replication job`);
  cluster.state.table(replicated).put(id, { id, lastSync: start, lastTry: start, duration: 3, log });
}

/** Where a job stands, as its node tells it. */
export function standing(cluster: Cluster, { job, guest }: { readonly job: Section; readonly guest: Guest }) {
  const { lastSync = 0, lastTry = 0, duration } = cluster.state.table(replicated).get(job.id) ?? {};
  const event = parseCalendarEvent(String(job.settings.schedule ?? "*/15"));
  const next = job.settings.remove_job ? 1 : (nextEvent(event, lastTry || cluster.clock.seconds()) ?? 0);
  return {
    ...shownJob(job),
    vmtype: guest.kind,
    last_sync: lastSync,
    last_try: lastTry,
    ...(duration !== undefined && { duration }),
    fail_count: 0,
    next_sync: next,
  };
}
