/** A node's firewall log, and a guest's part of it. */

import { WithAttributes } from "../../kernel/attributes.ts";
import { type Endpoint, endpoint } from "../../kernel/endpoint.ts";
import { nodes } from "../../nodes/node.ts";
import { everyone } from "../../permission/rule.ts";
import { integer, optional } from "../../schema/schema.ts";
import type { Level } from "./level.ts";

const number = () => optional(integer({ minimum: 0 }));

export const logOf = ({ path, readsLog = everyone }: Level): Endpoint =>
  endpoint({
    method: "GET",
    path: `${path}/log`,
    permission: readsLog,
    parameters: { start: number(), limit: number(), since: number(), until: number() },
    without: "packets: none is sent, so none is logged",
    run({ cluster, parameters }) {
      const { start = 0, limit = 50, since = 0, until = Number.POSITIVE_INFINITY } = parameters;
      const { node, vmid } = parameters as { readonly node?: string; readonly vmid?: number };
      const bootedAt = cluster.state.table(nodes).get(node ?? "")?.bootedAt ?? 0;
      const lines = [{ time: bootedAt, about: 0, text: `0 5 - ${logTime(bootedAt)} starting pvefw logger` }]
        .filter(({ time, about }) => (vmid === undefined || about === vmid) && time >= since && time <= until)
        .map(({ text }, index) => ({ n: index + 1, t: text }));
      const shown = lines.slice(start, limit === 0 ? undefined : start + limit);
      // Proxmox gives a line in any case.
      return lines.length === 0
        ? new WithAttributes([{ n: 1, t: "no content" }], { total: 1 })
        : new WithAttributes(shown, { total: lines.length });
    },
  });

/** `21/Nov/2026:16:48:51 +0000` */
function logTime(seconds: number): string {
  const [, day, month, year, clock] = new Date(seconds * 1000).toUTCString().replace(",", "").split(" ");
  return `${day}/${month}/${year}:${clock} +0000`;
}
