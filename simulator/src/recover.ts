/** What a cluster finds when it comes up after a stop in the middle of work: no task runs, so nothing may stay locked or half made. */
import { type Cluster, datacenter, factsOf } from "./cluster.ts";
import { guests } from "./guests/guest.ts";
import { nodes } from "./nodes/node.ts";
import { replicationJobs } from "./replication/job.ts";
import { releaseBytes } from "./storage/release.ts";
import { volumeKey, volumes } from "./storage/slices.ts";

/** Locks under which a guest is not complete yet. */
const unfinished: ReadonlySet<unknown> = new Set(["create", "clone", "import"]);

export function recover(cluster: Cluster): void {
  const { state } = cluster;
  state.change(() => {
    const facts = factsOf(cluster);
    state.table(datacenter).put("facts", { ...facts, starts: facts.starts + 1 });
    cluster.tasks.endInterrupted();
    for (const sha256 of cluster.bytes.all()) releaseBytes(cluster, sha256);
    for (const { id, settings } of [...state.table(replicationJobs).all()]) {
      if (settings.remove_job !== undefined) state.table(replicationJobs).remove(id);
    }
    for (const { restarting, ...node } of [...state.table(nodes).all()]) {
      if (restarting) state.table(nodes).put(node.name, { ...node, online: true, bootedAt: cluster.clock.seconds() });
    }
    for (const guest of [...state.table(guests).all()]) {
      const { lock, ...config } = guest.config;
      // The one lock that is no work's: the machine sleeps.
      if (lock === "suspended") continue;
      if (unfinished.has(lock)) {
        for (const volume of state.table(volumes).by("guest", guest.vmid)) {
          state.table(volumes).remove(volumeKey(volume.place, volume.volid));
          releaseBytes(cluster, volume.sha256);
        }
        state.table(guests).remove(guest.vmid);
        continue;
      }
      const power = guest.power.status === "running" ? { ...guest.power, booted: true } : guest.power;
      if (lock !== undefined || power !== guest.power) state.table(guests).put(guest.vmid, { ...guest, config, power });
    }
  });
}
