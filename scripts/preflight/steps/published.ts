import { existsSync } from "node:fs";
import { join } from "node:path";
import publish from "../../commands/publish.ts";
import { type Check, fail, notChecked, pass } from "../../target/check.ts";
import type { Preflight } from "../context.ts";

/** What other programs read of each site is what its files say: what `strata publish --check` says. */
export const published: Check<Preflight> = {
  name: "published",
  after: ["files"],
  async run({ root, sites }) {
    if (!existsSync(join(root, "published"))) return notChecked("there is no published/ here");
    for (const site of sites) {
      const { text, exit } = await publish.run({ arguments: [], options: { check: true }, site, root, say: () => {} });
      if (exit !== undefined) return fail(exit, text.split("\n")[0] ?? "");
    }
    return pass("up to date");
  },
};
