import { type Check, pass } from "../check.ts";
import type { Evidence } from "../evidence.ts";
import { tokenName } from "../token.ts";

/** The host takes the token: it exists, its secret is right, and neither it nor its user has expired. */
export const token: Check<Evidence> = {
  name: "token",
  after: ["certificate"],
  async run({ aim, version }) {
    const name = tokenName(aim.token());
    await version();
    return pass(name);
  },
};
