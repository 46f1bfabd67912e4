import { type Check, pass } from "../check.ts";
import type { Evidence } from "../evidence.ts";

/** Somebody answers where the site says. */
export const endpoint: Check<Evidence> = {
  name: "endpoint",
  async run({ aim, peer }) {
    await peer();
    return pass(aim.endpoint);
  },
};
