/** Where else a guest is named, and taking it out there when it is destroyed. Source: destroy_vm of PVE::API2::Qemu and LXC. */
import { jobs } from "../backup/job.ts";
import type { Cluster } from "../cluster.ts";
import { forgetResource, haResources } from "../ha/config.ts";
import { refusal } from "../kernel/error.ts";
import { partsOf, replicationJobs } from "../replication/job.ts";
import { splitList } from "../schema/formats.ts";
import type { Settings } from "../sections/section-file.ts";
import type { Guest } from "./guest.ts";

/** @throws 500 while the HA manager or a replication job keeps the guest and nobody asked to end that */
export function demandUnbound(cluster: Cluster, { vmid, kind }: Guest, purge: boolean): void {
  if (purge) return;
  const sid = `${kind === "qemu" ? "vm" : "ct"}:${vmid}`;
  if (cluster.state.table(haResources).has(sid)) {
    const what = kind === "qemu" ? "VM" : "CT";
    throw refusal(`unable to remove ${what} ${vmid} - used in HA resources and purge parameter not set.`);
  }
  const job = [...cluster.state.table(replicationJobs).all()].find(({ id }) => partsOf(id).guest === vmid);
  if (job) {
    throw refusal(`There is a replication job '${job.id}' for guest '${vmid}' - Please remove that first.`);
  }
}

/** Takes a guest out of backup jobs, replication and high availability. A job that took it alone takes nothing then. */
export function purgeGuest(cluster: Cluster, vmid: number): void {
  forgetResource(cluster, vmid);
  for (const { id } of [...cluster.state.table(replicationJobs).all()]) {
    if (partsOf(id).guest === vmid) cluster.state.table(replicationJobs).remove(id);
  }
  for (const job of [...cluster.state.table(jobs).all()]) {
    const settings = withoutGuest(job.settings, vmid);
    if (settings === undefined) cluster.state.table(jobs).remove(job.id);
    else if (settings !== job.settings) cluster.state.table(jobs).put(job.id, { ...job, settings });
  }
}

/** Undefined when the job named this guest alone. */
function withoutGuest(settings: Settings, vmid: number): Settings | undefined {
  let left = settings;
  for (const option of ["vmid", "exclude"]) {
    const named = splitList(String(settings[option] ?? ""));
    if (!named.includes(String(vmid))) continue;
    const others = named.filter((one) => one !== String(vmid)).join(",");
    if (others === "" && option === "vmid") return undefined;
    const { [option]: _, ...rest } = left;
    left = others === "" ? rest : { ...rest, [option]: others };
  }
  return left;
}
