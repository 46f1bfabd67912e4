import { exitCodes } from "../../../model/exit.ts";
import { type Check, fail, pass } from "../check.ts";
import type { Evidence } from "../evidence.ts";

/** Every node that is needed belongs to the cluster and is on. */
export const nodes: Check<Evidence> = {
  name: "nodes",
  after: ["cluster"],
  async run({ lab, nodes, cluster }) {
    const members = new Map(
      (await cluster()).data.filter(({ type }) => type === "node").map((node) => [node.name, node]),
    );
    const missing = nodes.filter((name) => !members.has(name));
    if (missing.length)
      return fail(
        exitCodes.unreachable,
        `${missing.join(", ")}: no such node at ${lab.site.name}; it has ${[...members.keys()].join(", ")}`,
      );
    const off = nodes.filter((name) => members.get(name)?.online !== 1);
    if (off.length)
      return fail(exitCodes.unreachable, `${off.join(", ")}: offline; turn on what is off, then try again`);
    return pass(nodes.length ? `${nodes.join(", ")} online` : "none is needed");
  },
};
