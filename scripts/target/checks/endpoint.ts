import { type Check, pass } from "../check.ts";
import type { Evidence } from "../evidence.ts";

/** Somebody answers where the site says; nobody is asked while that may still be the example's address. */
export const endpoint: Check<Evidence> = {
  name: "endpoint",
  after: ["placeholders"],
  async run({ aim, peer }) {
    await peer();
    return pass(aim.endpoint);
  },
};
