import { exitCodes } from "../../../model/exit.ts";
import { type Check, fail, notChecked, pass } from "../check.ts";
import type { Evidence } from "../evidence.ts";

/** Seconds that two clocks may differ: certificates, tickets and the order of logs are judged by them. */
const tolerance = 120;

/** This machine and the host agree on the time. */
export const clock: Check<Evidence> = {
  name: "clock",
  after: ["token"],
  async run({ aim, version }) {
    const { clock } = await version();
    if (Number.isNaN(clock)) return notChecked("the host does not tell the time");
    const seconds = Math.round((clock - Date.now()) / 1000);
    if (Math.abs(seconds) <= tolerance) return pass(`${Math.abs(seconds)} s apart`);
    const direction = seconds > 0 ? "ahead of" : "behind";
    return fail(
      exitCodes.refused,
      `the clock of ${aim.endpoint} is ${Math.abs(seconds)} s ${direction} this machine's; set the wrong one, for instance with \`timedatectl set-ntp true\``,
    );
  },
};
