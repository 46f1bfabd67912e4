import semver from "semver";
import { exitCodes } from "../../../model/exit.ts";
import { type Check, fail, pass } from "../check.ts";
import type { Evidence } from "../evidence.ts";

/** Proxmox VE is of a version that the site was written for. */
export const version: Check<Evidence> = {
  name: "version",
  after: ["token"],
  async run({ lab: { site }, aim, version }) {
    const found = (await version()).data.version;
    if (semver.satisfies(semver.coerce(found) ?? "0.0.0", site.version)) return pass(`Proxmox VE ${found}`);
    const advice = `upgrade the host, or change \`version\` in personas/${site.name}/site.yaml after a rehearsal`;
    return fail(
      exitCodes.refused,
      `${aim.endpoint} runs Proxmox VE ${found}, ${site.name} is written for ${site.version}; ${advice}`,
    );
  },
};
