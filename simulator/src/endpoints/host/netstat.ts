/** Counters of the network cards of a node's running guests. Source: PVE::API2::Nodes, netstat. */
import { guests } from "../../guests/guest.ts";
import { isRunning } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { must, privileged } from "../../permission/rule.ts";

export const netstat = endpoint({
  method: "GET",
  path: "/nodes/{node}/netstat",
  permission: must(privileged("/nodes/{node}", "Sys.Audit")),
  without: "packets: none is sent",
  run: ({ cluster, parameters: { node } }) =>
    cluster.state
      .table(guests)
      .by("node", node)
      .filter(isRunning)
      .flatMap(({ vmid, config }) =>
        Object.keys(config)
          .filter((name) => /^net\d+$/.test(name))
          .map((dev) => ({ vmid: String(vmid), dev, in: "0", out: "0" })),
      ),
});
