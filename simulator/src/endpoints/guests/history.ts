/** How a guest fared over time, below the path of either kind. */
import { type Guest, guestOn } from "../../guests/guest.ts";
import { type Endpoint, endpoint } from "../../kernel/endpoint.ts";
import { must, privileged } from "../../permission/rule.ts";
import { guestResource } from "../../resources/guest.ts";
import { choice, optional } from "../../schema/schema.ts";

/** Seconds between two points, as Proxmox keeps them by time frame. */
const steps = { hour: 60, day: 1_800, week: 10_800, month: 43_200, year: 604_800 } as const;
const points = 70;

export function guestHistory(kind: Guest["kind"]): Endpoint {
  return endpoint({
    method: "GET",
    path: `/nodes/{node}/${kind}/{vmid}/rrddata` as const,
    permission: must(privileged("/vms/{vmid}", "VM.Audit")),
    parameters: {
      timeframe: choice("hour", "day", "week", "month", "year"),
      cf: optional(choice("AVERAGE", "MAX")),
    },
    without: "a history: every point is the present",
    run({ cluster, parameters }) {
      const guest = guestOn(cluster, kind, parameters);
      const { cpu, maxcpu, mem, maxmem, disk, maxdisk, netin, netout, diskread, diskwrite } = guestResource(
        cluster,
        guest,
      );
      const step = steps[parameters.timeframe];
      const last = Math.floor(cluster.clock.seconds() / step) * step;
      return Array.from({ length: points }, (_, index) => ({
        time: last - (points - 1 - index) * step,
        ...{ cpu, maxcpu, mem, maxmem, disk, maxdisk, netin, netout, diskread, diskwrite },
      }));
    },
  });
}
