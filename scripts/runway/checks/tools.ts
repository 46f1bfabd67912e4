import { exitCodes } from "../../../model/exit.ts";
import { requirements } from "../../../toolchain/requirements.ts";
import { openWorkshop } from "../../../toolchain/resolve.ts";
import { type Check, fail, pass } from "../../target/check.ts";
import type { Runway } from "../context.ts";

/** Node, OpenTofu and the providers are there, or the first run that needs them brings them. */
export const tools: Check<Runway> = {
  name: "tools",
  async run() {
    const needs = await requirements(openWorkshop());
    const missing = needs.find(({ state }) => state === "missing");
    if (missing) return fail(exitCodes.unreachable, `${missing.name} is missing: ${missing.mend}`);
    const said = needs.map(({ name, version, state }) =>
      state === "present" ? `${name} ${version ?? ""}`.trim() : `${name} to be made`,
    );
    return pass(said.join(", "));
  },
};
