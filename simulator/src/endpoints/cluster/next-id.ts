/** The next free guest number. */
import { nextIdRange } from "../../datacenter/options.ts";
import { guests } from "../../guests/guest.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { everyone } from "../../permission/rule.ts";
import { vmid } from "../../schema/common.ts";
import { optional } from "../../schema/schema.ts";

export const nextId = endpoint({
  method: "GET",
  path: "/cluster/nextid",
  permission: everyone,
  parameters: { vmid: optional(vmid()) },
  run({ cluster, parameters }) {
    const taken = cluster.state.table(guests);
    const wanted = parameters.vmid;
    if (wanted !== undefined) {
      if (taken.has(wanted)) throw invalidParameters({ vmid: `VM ${wanted} already exists` });
      return String(wanted);
    }
    const { lower, upper } = nextIdRange(cluster);
    for (let id = lower; id < upper; id += 1) if (!taken.has(id)) return String(id);
    throw refusal(`unable to get any free VMID in range [${lower}, ${upper}]`);
  },
});
