import { exitCodes } from "../../../model/exit.ts";
import { counted, plan } from "../answers.ts";
import { guests, volumes } from "../proxmox.ts";
import { called, cdktf, expectation, type Rehearsal, type Step, strata } from "../step.ts";

/** A protected guest refuses to go; unprotected, it goes and leaves nothing behind. */
export const destroy: Step = {
  name: "destroy",
  async run(rehearsal, log) {
    const { guest, stack, copy } = rehearsal;
    const said: string[] = [];
    if (guest.protect) {
      await strata(rehearsal, log, ["destroy", stack, "--yes"], [exitCodes.refused]);
      await cdktf(rehearsal, log, ["destroy", stack, "--auto-approve"], [1]);
      expectation(await exists(rehearsal), `${stack} is protected, and yet it is gone`);
      said.push(`refused: ${stack} is protected`);
      await copy.edit(guest.name, "protect", false);
      await strata(rehearsal, log, ["apply", stack]);
    }
    const review = await plan(rehearsal, log, [exitCodes.changesPending], ["--destroy"]);
    await strata(rehearsal, log, ["destroy", stack, "--yes", "--i-know", stack]);
    expectation(!(await exists(rehearsal)), `${called(guest)} still exists after the destroy`);
    const left = await volumes(rehearsal, guest.node.name, guest.storage.name, guest.id);
    expectation(left.length === 0, `${left.join(", ")} stayed behind`);
    const gone = counted(review.changes.length, "resource");
    said.push(`${guest.protect ? "allowed after unprotecting: " : ""}${gone} destroyed, no volume left`);
    return said.join(" · ");
  },
};

async function exists(rehearsal: Rehearsal): Promise<boolean> {
  return (await guests(rehearsal)).some(({ vmid }) => vmid === rehearsal.guest.id);
}
