import { exitCodes } from "../../../model/exit.ts";
import { type Check, fail, pass } from "../../target/check.ts";
import type { Runway } from "../context.ts";

/** Each bridge that a guest is plugged into exists on its node. */
export const bridges: Check<Runway> = {
  name: "bridges",
  after: ["privileges"],
  async run({ site, lab, ask }) {
    const wanted = lab().guests.map(({ node, network }) => ({ node: node.name, bridge: network.bridge }));
    const uses = [...new Map(wanted.map((use) => [`${use.bridge} on ${use.node}`, use])).entries()];
    for (const [where, { node, bridge }] of uses) {
      const found = await ask<{ iface: string }[]>(node, "/network?type=any_bridge");
      if (!found.some(({ iface }) => iface === bridge)) {
        const there = found.map(({ iface }) => iface).join(", ") || "none";
        return fail(
          exitCodes.unreachable,
          `bridge ${where} is not there (there is ${there}); make it, or mend personas/${site}/site.yaml`,
        );
      }
    }
    return pass(uses.map(([where]) => where).join(", ") || "none is used");
  },
};
