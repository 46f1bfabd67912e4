/** Destroying a container with its volumes. */
import { removeGrantsOn } from "../../access/grants.ts";
import { removeFirewall } from "../../firewall/files.ts";
import { demandUnbound, purgeGuest } from "../../guests/purge.ts";
import {
  demandUnlocked,
  demandUnprotected,
  guestNow,
  isRunning,
  mergedConfig,
  removeGuest,
} from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { containerOn } from "../../lxc/container.ts";
import { volumesOf } from "../../lxc/mounts.ts";
import { stopContainer } from "../../lxc/power.ts";
import { freeOwn } from "../../lxc/volumes.ts";
import { must, privileged } from "../../permission/rule.ts";
import { leavePool } from "../../pools/members.ts";
import { boolean, optional } from "../../schema/schema.ts";
import { findVolume } from "../../storage/access.ts";
import { volumes } from "../../storage/slices.ts";
import { say, takes } from "../../tasks/work.ts";

export const destroy = endpoint({
  method: "DELETE",
  path: "/nodes/{node}/lxc/{vmid}",
  permission: must(privileged("/vms/{vmid}", "VM.Allocate")),
  parameters: {
    force: optional(boolean(), false),
    purge: optional(boolean(), false),
    "destroy-unreferenced-disks": optional(boolean()),
  },
  task: "vzdestroy",
  *run({ cluster, parameters }) {
    const { vmid, force, purge } = parameters;
    const check = () => {
      const guest = containerOn(cluster, parameters);
      demandUnprotected(guest, `can't remove CT ${vmid}`);
      demandUnlocked(guest);
      if (isRunning(guest) && !force) throw refusal(`unable to destroy CT ${vmid} - container is running`);
      demandUnbound(cluster, guest, purge);
      return guest;
    };
    check();
    yield* takes(0.5);
    const guest = check();
    if (isRunning(guest)) {
      yield* say(`forced to stop CT ${vmid} before destroying!`);
      yield* stopContainer(cluster, guest);
    }
    const now = guestNow(cluster, guest);
    for (const config of [now.config, mergedConfig(now)]) {
      for (const [, volid] of volumesOf(config, { unused: true })) freeOwn(cluster, now, volid);
    }
    if (parameters["destroy-unreferenced-disks"]) {
      for (const { volid, content } of cluster.state.table(volumes).by("guest", vmid)) {
        if (content === "rootdir" && findVolume(cluster, now.node, volid)) freeOwn(cluster, now, volid);
      }
    }
    removeGrantsOn(cluster, `/vms/${vmid}`);
    removeFirewall(cluster, vmid);
    leavePool(cluster, vmid);
    if (purge) {
      yield* say(`purging CT ${vmid} from related configurations..`);
      purgeGuest(cluster, vmid);
    }
    removeGuest(cluster, vmid);
  },
});
