import { exitCodes } from "../../../model/exit.ts";
import { gpuDevices, gpuLock, gpuTrouble } from "../../../model/gpu.ts";
import { lookAtGpu } from "../../root-step/gpu.ts";
import { rootShell } from "../../root-step/shell.ts";
import { type Check, fail, notChecked, pass } from "../../target/check.ts";
import type { Runway } from "../context.ts";

/** The GPUs that containers use are there, with the driver that the site names; a kernel known for trouble is told. */
export const gpu: Check<Runway> = {
  name: "gpu",
  after: ["certificate"],
  async run(runway) {
    const lab = runway.lab();
    const said: string[] = [];
    for (const guest of lab.guests) {
      const lock = guest.kind === "lxc" ? gpuLock(guest) : undefined;
      if (guest.kind !== "lxc" || !lock) continue;
      const shell = await rootShell(runway.aim(), lab, guest);
      const found = await lookAtGpu(shell, { id: guest.id, devices: gpuDevices, running: false });
      const { refused, warnings } = gpuTrouble(lock, found);
      if (refused.length > 0) return fail(exitCodes.refused, `${guest.node.name} ${refused.join("; ")}`);
      said.push([`${lock.name} on ${guest.node.name}, driver ${lock.driver}`, ...warnings].join("; "));
    }
    return said.length > 0 ? pass(said.join(" · ")) : notChecked("no container uses one, so nobody asks the driver");
  },
};
