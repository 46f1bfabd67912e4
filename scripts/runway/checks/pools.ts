import { exitCodes } from "../../../model/exit.ts";
import { type Check, fail, pass } from "../../target/check.ts";
import type { Runway } from "../context.ts";

/** Each pool that a container is shown in is there: a membership does not make it. */
export const pools: Check<Runway> = {
  name: "pools",
  after: ["privileges"],
  async run({ site, lab, evidence }) {
    const wanted = [
      ...new Set(lab().guests.flatMap((guest) => (guest.kind === "lxc" && guest.pool ? [guest.pool] : []))),
    ];
    if (wanted.length === 0) return pass("none is used");
    const { data } = await evidence().api().get<readonly { poolid: string }[]>("/pools");
    const there = data.map(({ poolid }) => poolid);
    const missing = wanted.filter((pool) => !there.includes(pool));
    if (missing.length > 0)
      return fail(
        exitCodes.unreachable,
        `pool ${missing.join(", ")} is not there; \`strata host\` makes it, or mend personas/${site}/site.yaml`,
      );
    return pass(wanted.join(", "));
  },
};
