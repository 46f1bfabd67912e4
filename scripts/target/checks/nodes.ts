import { exitCodes } from "../../../model/exit.ts";
import { type Check, fail, pass } from "../check.ts";
import type { Evidence } from "../evidence.ts";

/** Every node that a guest or its template is on belongs to the cluster and is on. */
export const nodes: Check<Evidence> = {
  name: "nodes",
  after: ["cluster"],
  async run({ lab, guests, cluster }) {
    const members = new Map(
      (await cluster()).data.filter(({ type }) => type === "node").map((node) => [node.name, node]),
    );
    const wanted = guests.length
      ? guests.flatMap(({ node, release }) => [node.name, release.template.node])
      : lab.nodes.map(({ name }) => name);
    const names = [...new Set(wanted)];
    const missing = names.filter((name) => !members.has(name));
    if (missing.length)
      return fail(
        exitCodes.unreachable,
        `${missing.join(", ")}: no such node at ${lab.site.name}; it has ${[...members.keys()].join(", ")}`,
      );
    const off = names.filter((name) => members.get(name)?.online !== 1);
    if (off.length)
      return fail(exitCodes.unreachable, `${off.join(", ")}: offline; turn on what is off, then try again`);
    return pass(`${names.join(", ")} online`);
  },
};
