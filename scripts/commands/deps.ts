import Table from "cli-table3";
import { exitCodes } from "../../model/exit.ts";
import { ansibleRequirement } from "../../toolchain/ansible.ts";
import { type Requirement, requirements } from "../../toolchain/requirements.ts";
import { openWorkshop } from "../../toolchain/resolve.ts";
import type { StrataCommand } from "../command.ts";

const deps: StrataCommand = {
  run: async () => {
    const around = openWorkshop();
    const needs = [...(await requirements(around)), await ansibleRequirement(around)];
    const missing = needs.some(({ state }) => state === "missing");
    return { text: report(needs), facts: { needs }, exit: missing ? exitCodes.unreachable : exitCodes.done };
  },
};

export default deps;

function report(needs: readonly Requirement[]): string {
  const table = new Table({ head: ["needs", "version", "source", "state"], style: { head: [], border: [] } });
  for (const { name, version, source, state } of needs) table.push([name, version ?? "-", source, state]);
  const mends = needs.flatMap(({ name, state, mend }) => (mend ? [`${name} is ${state}: ${mend}`] : []));
  return [table.toString(), ...mends].join("\n");
}
