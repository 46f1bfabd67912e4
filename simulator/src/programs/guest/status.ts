/** `status` and `unlock`, which qm and pct have alike. */
import { type Guest, guestOn, guests } from "../../guests/guest.ts";
import { vmid } from "../../schema/common.ts";
import { boolean, optional } from "../../schema/schema.ts";
import type { LocalApi } from "../local-api.ts";
import { refusedAsProgram } from "../program-error.ts";
import type { OwnSubcommand } from "../subcommand.ts";

/** `status: running`, or all that is known of it. */
export const statusOf = (kind: Guest["kind"]): OwnSubcommand => ({
  operands: ["vmid"],
  parameters: { vmid: vmid(), verbose: optional(boolean()) },
  async run(given, { api, context }) {
    const path = `/nodes/${api.node}/${kind}/${encodeURIComponent(String(given.vmid))}/status/current`;
    const status = (await api.call("GET", path)) as Record<string, unknown>;
    if (given.verbose !== "1") {
      context.print(`status: ${status.qmpstatus ?? status.status}\n`);
      return 0;
    }
    for (const name of Object.keys(status).sort()) {
      if (name !== "cpu" && typeof status[name] !== "object") context.print(`${name}: ${status[name]}\n`);
    }
    return 0;
  },
});

/** Takes a guest's lock away, whoever holds it. */
export const unlockOf = (kind: Guest["kind"]): OwnSubcommand => ({
  operands: ["vmid"],
  parameters: { vmid: vmid() },
  run(given, { api }) {
    const guest = guestHere(api, kind, given.vmid);
    const { lock: _, ...config } = guest.config;
    api.cluster.state.change(() => api.cluster.state.table(guests).put(guest.vmid, { ...guest, config }));
    return 0;
  },
});

/** A guest of the program's node. @throws ProgramError when there is none */
export const guestHere = (api: LocalApi, kind: Guest["kind"], vmid: unknown): Guest =>
  refusedAsProgram(() => guestOn(api.cluster, kind, { node: api.node, vmid: Number(vmid) }));
