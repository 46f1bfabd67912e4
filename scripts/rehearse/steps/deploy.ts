import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { exitCodes } from "../../../model/exit.ts";
import { plan, tally } from "../answers.ts";
import { guests } from "../proxmox.ts";
import { called, cdktf, expectation, type Step } from "../step.ts";

/** The main job: the real cdktf-cli creates the stack. What counts is what Proxmox then says. */
export const deploy: Step = {
  name: "deploy",
  async run(rehearsal, log) {
    await cdktf(rehearsal, log, ["deploy", rehearsal.stack, "--auto-approve"]);
    const wanted = rehearsal.guest;
    const made = (await guests(rehearsal)).find(({ vmid }) => vmid === wanted.id);
    expectation(made !== undefined, `${called(wanted)} does not exist after the deploy`);
    expectation(made?.status === "running", `${called(wanted)} is ${made?.status} after the deploy`);
    expectation(made?.maxmem === wanted.memory, `${called(wanted)} has ${made?.maxmem} bytes of memory`);
    return `${rehearsal.stack}: created · ${called(wanted)} runs on ${made?.node}`;
  },
};

/** A second plan finds nothing to do, or the first deploy did not do what it said. */
export const again: Step = {
  name: "again",
  async run(rehearsal, log) {
    const second = tally(await plan(rehearsal, log, [exitCodes.done, exitCodes.changesPending]));
    rehearsal.found.secondPlan = second;
    const { add, change, destroy } = second;
    expectation(add + change + destroy === 0, `the second plan adds ${add}, changes ${change}, destroys ${destroy}`);
    return "no changes";
  },
};

/** What the stack tells to whom comes next. */
export const outputs: Step = {
  name: "outputs",
  async run(rehearsal, log) {
    const file = join(rehearsal.folder, "outputs.json");
    await cdktf(rehearsal, log, ["output", rehearsal.stack, "--outputs-file", file, "--skip-synth"]);
    const told = JSON.parse(await readFile(file, "utf8"))[rehearsal.stack];
    rehearsal.found.outputs = told;
    expectation(told.ipv4 === rehearsal.guest.address, `output ipv4 is ${told.ipv4}`);
    const number = rehearsal.guest.kind === "lxc" ? "ctid" : "vmid";
    expectation(Number(told[number]) === rehearsal.guest.id, `output ${number} is ${told[number]}`);
    return [`ipv4 ${told.ipv4}`, ...(told.kubectl_context ? [`kubectl context ${told.kubectl_context}`] : [])].join(
      " · ",
    );
  },
};
