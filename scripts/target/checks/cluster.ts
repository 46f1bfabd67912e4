import { exitCodes } from "../../../model/exit.ts";
import { type Check, fail, pass } from "../check.ts";
import type { Evidence } from "../evidence.ts";

/**
 * The cluster is the site's own, and has a quorum. A host that is in no cluster has no such name: there its own name
 * stands in, so that a site of one host is guarded as well.
 */
export const cluster: Check<Evidence> = {
  name: "cluster",
  after: ["token"],
  async run({ lab: { site }, aim, cluster }) {
    const members = (await cluster()).data;
    const found = members.find(({ type }) => type === "cluster");
    const name = found?.name ?? members[0]?.name;
    const kind = found ? "cluster" : "standalone host";
    if (name !== site.cluster) {
      const advice = `this is another lab, or personas/${site.name}/site.yaml names it wrongly`;
      return fail(exitCodes.refused, `${aim.endpoint} is the ${kind} ${name}, not ${site.cluster}: ${advice}`);
    }
    if (found?.quorate === 0)
      return fail(
        exitCodes.unreachable,
        `cluster ${name} has no quorum, so it takes no change; bring its nodes or its QDevice back`,
      );
    return pass(`${kind} ${name}`);
  },
};
