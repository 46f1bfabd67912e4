import { type Guest, guests } from "../../guests/guest.ts";
import { vmid } from "../../schema/common.ts";
import { choice, optional } from "../../schema/schema.ts";
import type { Condition } from "../fault-class.ts";

const locks = ["backup", "migrate", "rollback", "snapshot", "suspended"] as const;
/** Default backup. */
const parameters = { vmid: vmid(), lock: optional(choice(...locks)) };

export const lockHeld: Condition<"lock-held", typeof parameters> = {
  kind: "condition",
  name: "lock-held",
  says: "a guest is locked by something that goes on elsewhere",
  parameters,
  begin(cluster, { vmid: id, lock = "backup" }) {
    const table = cluster.state.table(guests);
    const guest = table.get(id);
    if (!guest) throw new Error(`there is no guest ${id} to lock`);
    if (guest.config.lock !== undefined) throw new Error(`guest ${id} is locked (${guest.config.lock}) already`);
    table.put(id, { ...guest, config: { ...guest.config, lock } });
    return () => {
      const now = table.get(id);
      if (now?.config.lock === lock) table.put(id, unlocked(now));
    };
  },
};

function unlocked({ config: { lock: _, ...config }, ...guest }: Guest): Guest {
  return { ...guest, config };
}
