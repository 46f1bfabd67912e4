import { exitCodes } from "../../../model/exit.ts";
import { type Check, fail, pass } from "../check.ts";
import type { Evidence } from "../evidence.ts";

/** Who answers is who is pinned. */
export const certificate: Check<Evidence> = {
  name: "certificate",
  after: ["endpoint"],
  async run({ aim, peer }) {
    const { mistrust, fingerprint } = await peer();
    if (mistrust) return fail(exitCodes.refused, mistrust);
    return pass(aim.pin.kind === "ca" ? `signed by ${aim.pin.source}` : `pinned, ${fingerprint.slice(0, 11)}…`);
  },
};
