import { formatSize } from "../../../model/bytes.ts";
import { exitCodes } from "../../../model/exit.ts";
import { plan } from "../answers.ts";
import { guests } from "../proxmox.ts";
import { called, expectation, type Step, strata } from "../step.ts";

/** What a large and a small guest's memory is counted in here. */
const [large, small] = [1024 ** 3, 64 * 1024 ** 2];

/** A persona is edited, and the change is shown as what it is before it is made. */
export const change: Step = {
  name: "change",
  async run(rehearsal, log) {
    const { name, memory, id } = rehearsal.guest;
    const unit = memory >= 6 * large ? large : small;
    const less = memory - Math.max(unit, Math.floor(memory / 6 / unit) * unit);
    await rehearsal.copy.edit(name, "memory", formatSize(less));

    const review = await plan(rehearsal, log, [exitCodes.changesPending]);
    const [only, ...others] = review.changes;
    expectation(
      only?.kind === "restart" && others.length === 0,
      "a change of memory should restart the guest, no more",
    );
    await strata(rehearsal, log, ["apply", rehearsal.stack]);

    const after = (await guests(rehearsal)).find(({ vmid }) => vmid === id);
    expectation(
      after?.maxmem === less,
      `${called(rehearsal.guest)} has ${after?.maxmem} bytes of memory after the change`,
    );
    expectation(after?.status === "running", `${called(rehearsal.guest)} is ${after?.status} after the change`);
    await plan(rehearsal, log, [exitCodes.done]);
    return `memory ${formatSize(memory)} → ${formatSize(less)}: restarts ${name}, nothing replaced`;
  },
};
